"""Procedures: their grammar, the engine that walks them, and how a prompt shows them.

Pure and deterministic; knows only the domain types. Read `grammar`, then `engine`, then `show`.
"""

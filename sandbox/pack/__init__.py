"""Packs: one folder that makes an agent."""

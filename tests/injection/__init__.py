"""Attacks by text that others wrote, against a model that obeys every word it reads."""

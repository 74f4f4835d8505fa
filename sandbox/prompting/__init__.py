"""Prompts: versioned templates and how they are rendered."""

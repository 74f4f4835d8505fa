"""Choosing a model: the picker, its lines, and the models used before."""

"""Comparing models on the screen: the runner in its thread, its picture, and what keys do."""

"""The screen's side of answering in a model's place."""

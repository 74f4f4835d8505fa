"""Knowledge: articles in small chunks, found by their words."""

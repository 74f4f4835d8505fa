"""What helps while a person types: completion, history over sessions, the editor."""

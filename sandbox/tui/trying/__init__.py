"""`/try`: where a message would lead, without a model and without a turn."""

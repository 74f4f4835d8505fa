"""What the keys of trace and inspector do: to the next trouble, copy, export, open elsewhere."""

"""The packet for a colleague: made from a log, written as a note, checked for what is missing."""

"""A comparison as a file for people: Markdown, or one HTML page that needs nothing else.

Reports hold what the logs hold: personal values stand as placeholders, keys and paths not at all.
"""

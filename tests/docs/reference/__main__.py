"""Writes docs/reference/."""

from pathlib import Path

from tests.docs.reference import pages

folder = Path(__file__).parents[3] / "docs" / "reference"
folder.mkdir(parents=True, exist_ok=True)
for name, text in pages().items():
    (folder / name).write_text(text, "utf-8", newline="\n")
    print(f"docs/reference/{name}")

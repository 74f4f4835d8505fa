"""Writes the tables of docs/numbers.md from the code: `python -m tests.docs.numbers`."""

import re
from pathlib import Path
from typing import cast

from sandbox.export.definitions import table_of
from sandbox.export.definitions.figure import Place

PAGE = Path(__file__).parents[2] / "docs" / "numbers.md"
_TABLE = re.compile(r"<!-- figures: (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def rewritten(text: str) -> str:
    """`text` with each marked table as the code has it."""

    def table(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!-- figures: {name} -->\n{table_of(cast('Place', name))}\n<!-- end -->"

    return _TABLE.sub(table, text)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")

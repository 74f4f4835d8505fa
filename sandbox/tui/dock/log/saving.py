"""The log as a file: without keys, machine paths, and personal values that are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from sandbox.adapters.logs import LogLine, masked_free_text

Mask = Callable[[list[str]], list[str]]


def save_log(records: Sequence[LogLine], name: str, mask: Mask | None, folder: Path) -> Path:
    """Writes `NAME.log`, or `NAME-2.log` where that is there already. Raises `OSError`.

    `mask` is the session's; without one, personal data is looked for in free text alone.
    """
    safe = "".join(c if c.isalnum() or c in "-_." else "-" for c in name)[:60].strip(".-")
    texts = (mask or masked_free_text)([str(one) for one in records])
    for number in count(1):
        path = folder / f"{safe or 'sandbox'}{'' if number == 1 else f'-{number}'}.log"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.writelines(f"{text}\n" for text in texts)
        except FileExistsError:
            continue
        return path
    raise AssertionError("the loop returns")

"""Intents that load, and yet contradict themselves or their procedures."""

from collections.abc import Iterator

from sandbox.domain.procedure import Intent
from sandbox.pack import intents_file
from sandbox.pack.finding import Report, nearest
from sandbox.pack.pack import Pack
from sandbox.procedures.line import HAND_OFF_TOOL


def look(pack: Pack, report: Report) -> None:
    """Warns of negatives that are examples, and of tools that leave a procedure's calls out."""
    lines = pack.files.get(intents_file.FILE, "").splitlines()
    for intent in pack.intents:
        line = next((n for n, text in enumerate(lines, 1) if f"id: {intent.id}" in text), 0)
        for message, hint in (*_negatives(intent), *_tools(intent, pack)):
            report.warn(intents_file.FILE, f"intent {intent.id}: {message}", line, hint)


def _negatives(intent: Intent) -> Iterator[tuple[str, str]]:
    examples = {_plain(text) for text in intent.examples}
    for text in intent.negatives:
        if _plain(text) in examples:
            yield f"{text!r} is an example and a negative", "keep one of them"


def _tools(intent: Intent, pack: Pack) -> Iterator[tuple[str, str]]:
    procedure = pack.procedures.get(intent.procedure)
    if intent.tools is None or procedure is None:
        return
    for name in intent.tools:
        if name not in pack.contracts:
            yield f"there is no tool {name!r}", nearest(name, pack.contracts)
    for name in procedure.tools:
        if name not in intent.tools and name != HAND_OFF_TOOL:
            yield f"its procedure calls {name}, which its `tools:` leave out", f"add {name}"


def _plain(text: str) -> str:
    return " ".join(text.lower().split())

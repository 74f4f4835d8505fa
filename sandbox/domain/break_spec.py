"""Break points as text: `before:execute`, `tool:issue_refund once`. See docs/stepping.md.

Terms side by side, each at most once, all of which have to hold: before:HOP or after:HOP,
tool:NAME, verdict:WORD, turn:N, once.
"""

import re
from collections.abc import Iterable
from typing import Final, NoReturn

from sandbox.domain.base import Frozen
from sandbox.domain.fault_spec import near
from sandbox.domain.faults import SandboxError
from sandbox.domain.hop import HOP_NAMES
from sandbox.domain.step import PLACES, Place, Spot

VERDICTS: Final[dict[str, str]] = {
    "repaired": "repair mended the call",
    "ask_model": "repair sends the call back to the model",
    "gave_up": "repair could not help",
    "invalid": "validate found a problem",
    "allow": "policy allows the call",
    "confirm": "policy asks a person",
    "deny": "policy forbids the call",
    "escalate": "policy passes the call on to a person",
    "approved": "a person approved the call",
    "rejected": "a person rejected the call",
    "edited": "a person changed the call: it is judged again",
    "denied": "policy, or the person it asked, does not let the call run",
    "ok": "the tool did its work",
    "failed": "the tool did not do its work",
    "unknown": "nobody knows whether the tool did its work",
    "skipped": "the tool was not tried",
    "degraded": "another result stands in for one that did not come",
    "ledger": "the effect had happened before",
    "recovered": "parse found a call where it should not be",
    "unreadable": "parse could not read the reply",
    "start": "route begins a procedure",
    "continue": "route goes on with one",
    "ask": "route asks what is meant",
    "none": "route found nothing that fits",
    "corrected": "respond changed the reply",
    "static": "a fixed reply stands in",
    "sent": "the reply is shown as the model wrote it",
}
"""What a hop can come to, and when that is so."""

CALL_HOPS: Final = ("validate", "repair", "policy", "execute")
"""The hops that are about one call."""

_SHAPE: Final = "before:HOP, after:HOP, tool:NAME, verdict:WORD; also turn:N, once"
_TURN: Final = re.compile(r"[1-9][0-9]{0,5}")
_TOOL: Final = re.compile(r"[A-Za-z0-9_.-]{1,120}")
_LONGEST: Final = 200


class BreakSpec(Frozen):
    """One break point. "" and 0 mean any. `tool` alone: before its call runs."""

    place: Place | None = None
    hop: str = ""
    tool: str = ""
    verdict: str = ""
    turn: int = 0
    once: bool = False

    def hits(self, spot: Spot) -> bool:
        """Whether a turn that stands at `spot` is to stop."""
        place, hop = self.place, self.hop
        if self.verdict:
            place = "after"
        elif place is None:
            place, hop = "before", "execute"
        return (
            spot.place == place
            and hop in ("", spot.name)
            and self.tool in ("", spot.tool, spot.subject)
            and self.turn in (0, spot.turn)
            and (not self.verdict or self.verdict in spot.verdicts)
        )

    def __str__(self) -> str:
        terms = [f"{self.place}:{self.hop}"] if self.place else []
        terms += [f"tool:{self.tool}"] if self.tool else []
        terms += [f"verdict:{self.verdict}"] if self.verdict else []
        terms += [f"turn:{self.turn}"] if self.turn else []
        return " ".join([*terms, *(["once"] if self.once else [])])


def parse_break(text: str, tools: Iterable[str] | None = None) -> BreakSpec:
    """The break point that `text` means; `tools`: the names that there are, None for any.

    Raises `SandboxError` (code 2) with the nearest names.
    """
    found: dict[str, object] = {}
    for term in text.split():
        for name, value in _term(text, term, tools).items():
            if name in found:
                _wrong(text, f"{term} is one too many", "one of each kind of term at most")
            found[name] = value
    spec = BreakSpec.model_validate(found)
    if not (spec.place or spec.tool or spec.verdict):
        _wrong(text, "it does not say where to stop", f"write {_SHAPE}")
    if spec.verdict and spec.place == "before":
        _wrong(text, "a verdict is known after a hop", f"after:{spec.hop}, or leave it out")
    if spec.tool and spec.place and spec.hop not in CALL_HOPS:
        _wrong(text, f"{spec.hop} is about no call of a tool", f"those are: {', '.join(CALL_HOPS)}")
    return spec


def _term(text: str, term: str, tools: Iterable[str] | None) -> dict[str, object]:
    key, colon, value = term.partition(":")
    key = key.lower()
    if term.lower() == "once":
        return {"once": True}
    if key in PLACES and colon:
        hop = value.lower()
        if hop not in HOP_NAMES:
            _wrong(text, f"there is no hop {value[:40]!r}", near(hop, HOP_NAMES))
        return {"place": key, "hop": hop}
    if key == "tool" and colon:
        return {"tool": _tool(text, value, tools)}
    if key == "verdict" and colon:
        word = value.lower().replace("-", "_")
        if word not in VERDICTS:
            _wrong(text, f"there is no verdict {value[:40]!r}", near(word, VERDICTS))
        return {"verdict": word}
    if key == "turn" and colon:
        if not _TURN.fullmatch(value):
            _wrong(text, f"{term[:40]!r} is no turn", "write turn:3, from 1")
        return {"turn": int(value)}
    close = near(key, ("before", "after", "tool", "verdict", "turn", "once"))
    hint = close if close.startswith("did you mean") else f"write {_SHAPE}"
    _wrong(text, f"{term[:40]!r} is no term of a break point", hint)


def _tool(text: str, name: str, tools: Iterable[str] | None) -> str:
    known = None if tools is None else list(tools)
    if not _TOOL.fullmatch(name):
        _wrong(text, f"{name[:40]!r} is no tool", "write tool:issue_refund")
    if known is not None and name not in known:
        _wrong(text, f"there is no tool {name}", near(name, known))
    return name


def _wrong(text: str, what: str, hint: str) -> NoReturn:
    shown = " ".join(text.split())[:_LONGEST]
    raise SandboxError(f"break point {shown!r}: {what}", hint, code=2)

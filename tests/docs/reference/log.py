"""events.md, hops.md, faults.md"""

from typing import Any, Final, get_args

from pydantic import BaseModel

from sandbox.domain.faults import Fault, FaultKind
from sandbox.domain.hop import HOP_NAMES, HopOutput
from sandbox.domain.turn import Judge, Mark, SessionOutcome, TurnOutcome
from sandbox.domain.verdict import ApprovalAction, PolicyVerdict, SourceKind
from sandbox.log.envelope import FORMAT, Base
from sandbox.log.event import Event
from sandbox.log.recording import Head
from tests.docs.reference.markdown import doc, fields, kind, nested, sections, table

OUTPUTS: Final[tuple[type[BaseModel], ...]] = get_args(get_args(HopOutput)[0])
ENVELOPE: Final = tuple(Base.model_fields)

EVENTS = """
# Events of a session's log

A session is a file of JSON Lines, one event a line, format {format}. Fields that equal their
default are not written. Each line has `sum`, a digest of itself without `prev`, `sum` and `took`,
and `prev`, the `sum` of the line before. Texts, tool schemas and messages over 256 bytes stand
once, as a `blob`, and are named by digest.

## Every event has
"""
HOPS = """
# Hops and their outputs

Each hop is one function with one output, which `hop_finished` carries and
`sandbox sessions show --json` prints. `infer` to `execute` repeat while the model calls tools; from
`validate` to `execute` a hop is one call.

{names}

## Words
"""
FAULTS = """
# Faults

What can go wrong is a closed set; screen, log and tests share these words. A failed hop, model
call or tool carries one.
"""
MEANINGS: Final[dict[str, str]] = {
    "bad_arguments": "the arguments do not fit the tool's contract, or could not be read",
    "unknown_tool": "the model called a tool that is not offered",
    "unknown_reference": "an id names no row, or one that is not this customer's",
    "timeout": "no answer in time",
    "rate_limited": "the other side wants fewer calls",
    "unavailable": "the other side could not be reached, or the stream was cut",
    "breaker_open": "the service failed too often and is left alone for a while",
    "tool_error": "the tool refused or broke; its own words follow",
    "model_error": "the provider refused the request: key, name, size or shape",
    "model_unreadable": "the reply could not be read, even after asking again",
    "policy": "policy denied the call, or a person rejected it",
    "budget": "the turn's budget of calls or time is spent",
    "cancelled": "somebody cancelled the turn",
    "internal": "a mistake of Hopscope itself",
}


def events() -> str:
    kinds: tuple[type[BaseModel], ...] = get_args(Event)
    parts = [EVENTS.format(format=FORMAT), f"{doc(Base)}\n\n{fields(Base)}\n"]
    parts.append("## Kinds\n")
    for event in kinds:
        name = event.model_fields["kind"].default
        leave = (*ENVELOPE, "kind")
        parts.append(f"### {name}\n\n{doc(event)}\n\n{fields(event, leave)}\n")
    parts.append("## The first line of a recording\n")
    parts.append(f"{doc(Head)}\n\n{fields(Head, ('kind',))}\n")
    parts.append("## Types\n\nOutputs of hops are in [hops.md](hops.md).\n")
    inside = [m for m in nested((*kinds, Base)) if m not in _of_hops()]
    parts += [f"{section}\n" for section in sections(inside)]
    return _linked("\n".join(parts))


def hops() -> str:
    by_name = {output.model_fields["hop"].default: output for output in OUTPUTS}
    parts = [HOPS.format(names=" → ".join(HOP_NAMES)), f"{_words()}\n"]
    for name in HOP_NAMES:
        output = by_name[name]
        parts.append(f"## {name}\n\n{doc(output)}\n\n{fields(output, ('hop',))}\n")
    parts.append("## Types\n")
    parts += [f"{section}\n" for section in sections(nested(OUTPUTS))]
    return "\n".join(parts)


def faults() -> str:
    rows = [(f"`{name}`", MEANINGS[name]) for name in get_args(FaultKind)]
    shape = f"## Fault\n\n{doc(Fault)}\n\n{fields(Fault)}\n"
    return f"{FAULTS}\n{table(('kind', 'means'), rows)}\n\n{shape}"


def _words() -> str:
    sets: dict[str, Any] = {
        "a turn ends": TurnOutcome,
        "a session ends": SessionOutcome,
        "who judged it": Judge,
        "a person's mark": Mark,
        "policy says": PolicyVerdict,
        "a person answers a confirm": ApprovalAction,
        "an argument comes from": SourceKind,
    }
    return table(("what", "words"), [(name, kind(words)) for name, words in sets.items()])


def _of_hops() -> set[type[BaseModel]]:
    """Types that only hops' outputs have; what both have stays in both pages."""
    others = [event for event in get_args(Event) if event.__name__ != "HopFinished"]
    return ({*OUTPUTS, *nested(OUTPUTS)}) - {*nested((*others, Base))}


def _linked(text: str) -> str:
    """Links to hop outputs lead to their page."""
    for output in OUTPUTS:
        name, hop = output.__name__, output.model_fields["hop"].default
        text = text.replace(f"[{name}](#{name.lower()})", f"[{name}](hops.md#{hop})")
    return text

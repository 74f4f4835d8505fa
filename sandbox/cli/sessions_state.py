"""`sandbox sessions state`: what the agent knew after a turn, and where it stood."""

from typing import TYPE_CHECKING, Annotated

import typer

from sandbox.cli import options, output
from sandbox.domain.base import JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.check.agent_state import AgentState, Known


def state(
    session: options.Session,
    turn: Annotated[
        int | None, typer.Option("--turn", metavar="N", help="After turn N; else as it is now.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Variables with source and life-time, what the turn changed, procedure, what is open."""
    from sandbox.check.state import state_after
    from sandbox.cli.show_hops import read
    from sandbox.domain.faults import SandboxError

    shown = read(session)
    try:
        found = state_after(shown.session, turn)
    except ValueError as error:
        raise SandboxError(str(error), "`sandbox sessions show` has them", code=2) from None
    if as_json:
        output.data({"session": shown.name, **found.model_dump(mode="json")})
    else:
        output.line(f"{shown.name}: {_when(found)}")
        output.line()
        output.table(
            [_row(one) for one in (*found.variables, *found.dropped)],
            ("", "variable", "value", "source", "turn", "since", "lasts", "set in"),
        )
        output.lines(_lines(found))


def _when(found: "AgentState") -> str:
    if not found.turns:
        return "no turn yet"
    words = "in turn" if found.running else "after turn"
    return f"{words} {found.turn} of {found.turns}"


def _row(one: "Known") -> tuple[str, ...]:
    words = f"“{one.where}”" if one.source == "customer" else one.where
    source = f"{one.source} {words}".rstrip() if one.where else one.source
    lasts = "session" if one.left is None else output.counted(one.left, "turn")
    return (
        one.sign,
        one.name,
        f"{_short(one.before)} → {_short(one.value)}" if one.sign == "~" else _short(one.value),
        source,
        str(one.turn),
        str(one.since),
        f"dropped: {one.why}" if one.sign == "-" else lasts,
        one.hop,
    )


def _short(value: JSON) -> str:
    from sandbox.log.canonical import canonical

    text = value if isinstance(value, str) else canonical(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _lines(found: "AgentState") -> "Iterator[str]":
    from sandbox.export.cost import amount

    yield ""
    if found.procedure:
        step = found.step or "all steps done"
        yield f"procedure  {found.procedure} at `{step}` ({found.procedure_hop})"
    yield from (f"waiting    {one}" for one in found.waiting)
    yield from (f"awaited    by the {one.by}: {one.what} ({one.hop})" for one in found.awaited)
    yield from (
        f"approved   {one.tool}, rule {one.rule}, by {one.by} ({one.hop})"
        for one in found.approvals
    )
    yield from (f"fault      {one}" for one in found.faults)
    sent = f"{output.counted(found.verbatim, 'earlier turn')} word for word"
    yield f"told       {sent}, ≈{found.window_tokens:,} of {found.history_tokens:,} tokens"
    yield from (f"in short   {one}" for one in found.summary)
    yield f"spent      {amount(found.spent)}"

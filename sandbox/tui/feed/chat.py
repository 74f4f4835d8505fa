"""One turn as the chat shows it."""

from __future__ import annotations

from sandbox.domain.hop import RespondOutput
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Turn
from sandbox.log.times import times_of
from sandbox.tui.feed.calls import items_of
from sandbox.tui.feed.format import dollars, duration, plural, tokens
from sandbox.tui.feed.view import Block, Call


def block_of(turn: Turn, elapsed: int | None = None) -> Block:
    """The chat's view of `turn`; `elapsed` while it runs."""
    times = times_of(turn, elapsed)
    end = turn.finished
    running = turn.hops[-1] if end is None and turn.hops and turn.hops[-1].total is None else None
    responds = [hop for hop in turn.hops if isinstance(hop.output, RespondOutput)]
    used = turn.usage
    items = items_of(turn, times)
    return Block(
        turn=turn.number,
        model=turn.model,
        asked=turn.asked,
        items=items,
        reply=turn.reply,
        reply_key=responds[-1].id if responds else "",
        running=end is None,
        stage=f"{running.name} {running.subject}".strip() if running else "",
        writes=any(_writes(event) for hop in turn.hops for event in hop.events),
        waiting=any(isinstance(item, Call) and item.status == "waiting" for item in items),
        outcome=end.outcome if end else "",
        degraded=bool(end and end.degraded),
        why=end.why if end else "",
        verdict=_verdict(responds[-1].output) if responds else "",
        hops=len(turn.hops),
        total=times.total,
        waited=times.waited,
        cost=turn.cost if turn.responses else None,
        up=used.input,
        down=used.output,
        estimated=used.estimated,
        untold=used.untold,
        mark=turn.mark or "",
        note=turn.note,
    )


def footer_of(block: Block) -> str:
    """`turn 3 · gpt-4o-mini · 7 hops · 2.41 s · 1.9k↑ 212↓ · $0.0021`."""
    waited = f" ({duration(block.waited)} waiting)" if block.waited else ""
    time = f"{duration(block.total)}{waited}"
    parts = [f"turn {block.turn}", block.model, plural(block.hops, "hop"), time]
    if block.up or block.down or block.untold:
        parts.append(tokens(block.up, block.down, block.estimated, block.untold))
    if block.cost is not None:
        parts.append(dollars(block.cost))
    return " · ".join(parts)


def _writes(event: object) -> bool:
    return isinstance(event, ToolAttempted) and bool(event.key)


def _verdict(output: object) -> str:
    return output.verdict if isinstance(output, RespondOutput) else ""

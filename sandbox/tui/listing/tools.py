"""The tools of a pack, as tabs of the inspector."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from sandbox.tui.feed.format import plural
from sandbox.tui.feed.view import Facts, Inspection, Section, Tab, Tree, Words

if TYPE_CHECKING:
    from sandbox.domain.tool import ToolContract


def inspect_tools(contracts: Iterable[ToolContract]) -> Inspection:
    """Each with its effect and what it is for, by service."""
    found = sorted(contracts, key=lambda one: one.service)

    def sections() -> tuple[Section, ...]:
        return tuple(
            Facts(tuple((one.name, f"{one.effect} · {one.description}") for one in group), service)
            for service, group in groupby(found, lambda one: one.service)
        )

    tabs = (Tab("Tools", sections),)
    return Inspection("tools", f"{plural(len(found), 'tool')}; /tools NAME has one", tabs=tabs)


def inspect_tool(one: ToolContract) -> Inspection:
    """Its contract, and the schemas of what goes in and out."""
    rows = (
        ("effect", one.effect),
        ("scopes", ", ".join(one.scopes) or "none"),
        ("time-out", f"{one.timeout:g} s"),
        ("retries", one.retries),
        ("one effect by", ", ".join(one.idempotency) or "all arguments"),
        ("refers to", ", ".join(f"{name} in {table}" for name, table in one.references.items())),
        ("preconditions", ", ".join(one.preconditions) or "none"),
    )
    return Inspection(
        f"tool:{one.name}",
        one.subject,
        tabs=(
            Tab("Contract", lambda: (Words(one.description), Facts(rows))),
            Tab("Arguments", lambda: (Tree(one.arguments),)),
            Tab("Result", lambda: (Tree(one.result),)),
        ),
    )

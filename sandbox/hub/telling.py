"""Whether a shown reply has told the customer that something was done.

Until it has, the same call again gets the first result and has no second effect. So in doubt it has
not: then a customer who wants it twice has to say so once more, and nothing happens twice unasked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.procedure import Procedure
from sandbox.domain.tool import ToolContract
from sandbox.hops.respond import Done, respond
from sandbox.procedures import engine
from sandbox.procedures.line import HAND_OFF_TOOL
from sandbox.procedures.paths import Facts, fill

_FIRST_SENTENCE = re.compile(r".+?[.!?](?=\s|$)|.+", re.DOTALL)


@dataclass(frozen=True)
class Deed:
    """A success under a key. `made`: keys of the rows that it made. `customer`: who asked for it,
    "" for nobody yet. `news`: a person did it between turns."""

    done: Done
    made: tuple[str, ...] = ()
    customer: str = ""
    news: bool = False


def claimed(deed: Deed, text: str, contracts: Mapping[str, ToolContract]) -> bool:
    """Whether the words say it was done (as `respond` reads them), or name a row that it made."""
    if deed.news and news_of(contracts[deed.done.tool]) in text:
        return True
    if any(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text) for key in deed.made):
        return True
    found = respond(text, contracts, [deed.done]).claims
    return any(claim.by == deed.done.where for claim in found)


def said(
    deed: Deed, text: str, run: engine.Run | None, procedure: Procedure | None, facts: Facts
) -> bool:
    """Whether the words are those of the procedure's `say` that comes after its call."""
    step = engine.active(run, procedure) if run and procedure else None
    if run is None or procedure is None or step is None or step.kind != "say":
        return False
    calls = [one for one in procedure.steps[: run.at] if one.kind == "call"]
    if not calls or calls[-1].tool != deed.done.tool or deed.done.tool not in run.results:
        return False
    words = _FIRST_SENTENCE.match(fill(step.text, {**facts, **run.results}).strip())
    return words is not None and _plain(words[0]) in _plain(text)


def news_of(tool: ToolContract) -> str:
    """What the engine itself says of a call that a person ran again."""
    return f"A colleague has seen to it meanwhile, and it is done: {tool.subject}."


def handed_over(deed: Deed, outcome: str) -> bool:
    """Whether it was handing over to a person, in a turn that ended so: the screen says it."""
    return deed.done.tool == HAND_OFF_TOOL and outcome == "handed_off"


def _plain(text: str) -> str:
    return " ".join(text.lower().split())

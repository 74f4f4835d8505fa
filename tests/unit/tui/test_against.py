"""A turn held against another run of it, on turns of the pack's recordings."""

from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.domain.hop import PromptOutput
from sandbox.domain.message import text_message
from sandbox.log.event import Event, ModelRequested
from sandbox.log.fold import Turn, fold
from sandbox.log.recording import read_recording
from sandbox.tui.feed.view import Diff, Facts
from sandbox.tui.replaying.against import against

RECORDINGS = Path(__file__).parents[3] / "fixtures" / "brightcart" / "recordings"


def turns(name: str) -> list[Turn]:
    return fold(read_recording(RECORDINGS / f"{name}.rec.jsonl").log.events).turns


NAMES = ["refund", "repaired", "cancel", "breaker", "refund-rejected", "model-faults"]


@pytest.mark.parametrize("name", NAMES)
def test_a_turn_is_the_same_as_itself_whatever_time_it_took(name: str):
    for was, now in zip(turns(name), turns(name), strict=True):
        for hop in now.hops:
            hop.start, hop.total = hop.start + 5, (hop.total or 0) + 7
        seen = against(was, now)
        assert seen.same
        assert seen.found.signs == {}
        assert seen.words == "the same, hop by hop"


@pytest.mark.parametrize("name", ["breaker", "identified-first", "unknown-then-known"])
def test_every_hop_of_two_turns_is_the_same_changed_new_or_gone(name: str):
    for was, now in pairwise(turns(name)):
        seen = against(was, now)
        marked = [key for key in seen.found.signs if "." in key]
        assert len(marked) == len(seen.changed) + len(seen.new)
        assert set(marked) <= {hop.id for hop in now.hops}
        assert len(was.hops) - len(seen.gone) == len(now.hops) - len(seen.new)
        assert all(seen.found.tabs[key] for key in marked)


def test_a_rejected_refund_against_an_approved_one_names_the_hop_that_is_gone_and_the_rows():
    seen = against(turns("refund-approved")[-1], turns("refund-rejected")[-1])
    assert any("execute orders.issue_refund" in hop for hop in seen.gone)
    assert "reply" in seen.others
    assert "rows" in seen.others
    assert " gone" in seen.words


def test_an_edited_prompt_shows_its_words_and_the_file() -> None:
    was, now = turns("refund")[0], turns("refund")[0]
    for hop in now.hops:
        if hop.name == "prompt" and isinstance(hop.output, PromptOutput):
            hop.output = hop.output.model_copy(update={"digest": "0" * 32})
        hop.events = [_briefer(event) for event in hop.events]
    seen = against(was, now, ["prompts/agent.md.j2"])
    prompt = next(hop for hop in now.hops if hop.name == "prompt")
    (tab,) = seen.found.tabs[prompt.id]
    facts, words, _ = tab.build()
    assert isinstance(facts, Facts)
    assert facts.rows == (("edited", "prompts/agent.md.j2"),)
    assert isinstance(words, Diff)
    assert ("+", "Be brief.") in words.lines
    (whole,) = seen.found.tabs[f"turn:{now.number}"]
    assert whole.build()[0] == facts


def _briefer(event: Event) -> Event:
    if not isinstance(event, ModelRequested):
        return event
    first, *rest = event.messages
    told = text_message("system", f"{first.text}\nBe brief.")
    return event.model_copy(update={"messages": (told, *rest)})

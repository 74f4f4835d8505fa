"""The model picker's lines, groups, keys that are missing, and the models used before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.hop import InferOutput
from sandbox.domain.money import Cost, Usage
from sandbox.log.event import HopFinished, HopStarted, ModelRequested, ModelResponded, TurnStarted
from sandbox.log.fold import Hop, Session, Turn, fold
from sandbox.models.listing import Choice
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.feed.view import Facts
from sandbox.tui.models.entries import entries, missing_key
from sandbox.tui.models.lines import about, head, latency, model_line
from sandbox.tui.models.recent import Recent

OFFLINE = Choice("sandbox/scripted", "sandbox", True, 32_000, "free", "offline", "offline",
                 given=0.0, output=0.0, tools=True)  # fmt: skip
MINI = Choice("openai/gpt-5-mini", "openai", False, 400_000, "", "needs OPENAI_API_KEY", "known",
              "OPENAI_API_KEY", 0.25, 2.0, True, True)  # fmt: skip
LOCAL = Choice("openai/qwen", "openai", True, 4_096, "unknown", "llama.cpp, on this machine",
               "reachable", first=None, whole=1.25)  # fmt: skip
ALL = [OFFLINE, LOCAL, MINI]
S = 1_000_000_000


def names(lines: list[Choice | str]) -> list[str]:
    return [one if isinstance(one, str) else one.name for one in lines]


def test_without_a_search_models_stand_in_groups_and_those_used_before_come_first():
    assert names(entries(ALL, "", ["openai/qwen"])) == [
        "used before", "openai/qwen", "no network, no key", "sandbox/scripted",
        "all others that are known", "openai/gpt-5-mini",
    ]  # fmt: skip


def test_a_search_finds_by_words_and_by_nearly_right_letters():
    assert names(entries(ALL, "mini", [])) == ["openai/gpt-5-mini"]
    assert names(entries(ALL, "gtp5mini", [])) == ["openai/gpt-5-mini"]
    assert names(entries(ALL, "nothing like it", [])) == []


def test_a_whole_name_that_no_list_has_can_be_taken_as_typed():
    assert names(entries(ALL, "openai/our-own", []))[0] == "openai/our-own"
    assert "openai/q" not in names(entries(ALL, "openai/q", []))


def test_a_missing_key_says_what_to_do_and_a_found_one_nothing():
    assert missing_key(OFFLINE) == ""
    words = missing_key(MINI)
    assert "OPENAI_API_KEY" in words
    assert "keyring set hopscope OPENAI_API_KEY" in words


@settings(max_examples=60, deadline=None)
@given(width=st.integers(60, 200), filled=st.integers(0, 500_000))
def test_every_line_has_its_width(width: int, filled: int):
    lines = [model_line(one, width, True, False, filled) for one in ALL]
    assert max(line.cell_length for line in (head(width), *lines)) <= width


def test_price_key_tools_and_estimates_are_told():
    line = model_line(MINI, 126, True, False, 12_000).plain
    assert "0.25/2.00" in line
    assert "missing" in line
    assert "≈$0.0030" in line
    assert latency(LOCAL) == "≤1.25 s"
    assert latency(MINI) == "–"
    assert "too long for it" in about(LOCAL, 9_000, 200).plain
    assert "nobody says whether it takes tools" in about(LOCAL, 0, 200).plain


def session(current: str, *answered: str) -> Session:
    made = Session(model=current)
    made.turns = [Turn(number, model, "") for number, model in enumerate(answered, 1)]
    return made


def test_the_model_used_before_comes_back_and_again_goes_to_and_fro():
    recent = Recent()
    assert recent.step(session("a"), 0) == ""
    assert recent.step(session("b", "a", "b"), 10 * S) == "a"
    assert recent.step(session("a", "a", "b"), 20 * S) == "b"


def test_pressed_again_at_once_it_goes_further_back_and_round():
    recent, now = Recent(), session("c", "a", "b", "c")
    assert recent.step(now, 10 * S) == "b"
    now.model = "b"
    assert recent.step(now, 11 * S) == "a"
    now.model = "a"
    assert recent.step(now, 12 * S) == "c"


@pytest.mark.parametrize(("by", "words"), [("schema", "a JSON schema"), ("prompt", "the prompt")])
def test_the_inspector_says_how_a_model_was_told_of_tools_and_who_took_over(by: str, words: str):
    out = InferOutput(model="b/two", finish="stop", usage=Usage(input=3, output=1), cost=Cost())
    events = [
        TurnStarted(turn=1, model="a/one"),
        HopStarted(turn=1, hop=1, name="infer"),
        ModelRequested(turn=1, hop=1, model="a/one", messages=()),
        ModelResponded(turn=1, hop=1, model="a/one", text="x"),
        ModelRequested(turn=1, hop=1, model="b/two", messages=()),
        ModelResponded(turn=1, hop=1, model="b/two", text="y", calls_by=by),
        HopFinished(turn=1, hop=1, output=out),
    ]
    found = inspect(fold(events), "1.1")
    assert found is not None
    usage = next(tab for tab in found.tabs if tab.name == "Usage").build()[0]
    assert isinstance(usage, Facts)
    told = dict(usage.rows)
    assert str(told["told of tools by"]).startswith(words)
    assert told["fallback"] == "a/one failed; asked next: b/two"
    assert isinstance(fold(events).hop("1.1"), Hop)

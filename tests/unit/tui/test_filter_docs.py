"""The docs hold the whole language of the filter, and their examples are filters."""

import re
from pathlib import Path

from sandbox.tui.feed.filter import parse_filter
from sandbox.tui.feed.filter_terms import IS, KINDS, TYPED

DOCS = Path(__file__).parents[3] / "docs" / "inspecting.md"
TEXT = DOCS.read_text("utf-8").partition("## The filter")[2].partition("## What a hop")[0]


def test_every_term_and_every_word_of_it_is_in_the_docs():
    for name in TYPED:
        assert f"`{name}:" in TEXT, name
    hops = "any of the twelve hops"
    assert hops in TEXT
    for word in (*IS, "model", "llm", "tool", "db", "fault", "error", "person", "wait"):
        assert f"`{word}`" in TEXT or f":{word}`" in TEXT, word
    assert set(KINDS) >= {"infer", "wait"}


def test_every_filter_in_the_docs_is_one():
    examples = [one for one in re.findall(r"`([^`]+)`", TEXT) if re.search(r"[:~\"]", one)]
    assert len(examples) > 15
    for example in examples:
        assert parse_filter(example) is not None

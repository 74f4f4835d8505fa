"""The first difference says where, what, and what has changed since: file, version, field."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.log.event import SessionStarted
from sandbox.log.reader import Log
from sandbox.log.recording import Recording
from sandbox.pack.pack import Pack
from sandbox.replay.replayer import StrictReplay
from sandbox.replay.report import Report
from sandbox.settings import Settings
from sandbox.testing.replays import Replays, run
from tests.unit.replay.conftest import edit

Replayed = Callable[..., Report]


def _found(report: Report):
    assert report.difference is not None
    assert not report.identical
    return report.difference


def test_a_changed_line_of_a_prompt_names_hop_digest_version_file_and_line(
    replayed: Replayed, shop: Path, recording: Callable[..., Recording]
) -> None:
    file = shop / "prompts" / "agent.md.j2"
    file.write_text(file.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    found = _found(replayed("refund", shop))
    assert (found.turn, found.hop, found.pointer) == (1, "1.5 prompt", "/output/digest")
    assert "/output/request" in found.others
    assert found.causes[0] == "prompt changed: prompts/agent.md.j2"
    assert str(found.expected)[:8] in found.causes[1]
    assert str(found.got)[:8] in found.causes[1]
    assert "version 1" in found.causes[1]
    assert found.then is not None
    assert found.then.pointer == "/messages/0/parts/0/text"
    lines = replayed("refund", shop).lines()
    assert "  + Be brief." in lines


def test_a_raised_version_of_a_prompt_is_told(replayed: Replayed, shop: Path) -> None:
    edit(shop / "prompts" / "agent.md.j2", 'version: "1"', 'version: "2"')
    assert any("version 1 → 2" in cause for cause in _found(replayed("refund", shop)).causes)


def test_a_changed_limit_names_the_verdict_that_flips_and_the_file(
    replayed: Replayed, shop: Path
) -> None:
    edit(shop / "policy" / "data.yaml", "100.00", "10.00")
    found = _found(replayed("refund", shop))
    assert found.hop == "1.21 policy orders.issue_refund"
    assert str(found.expected).startswith("allow by refund: ")
    assert str(found.got).startswith("confirm by refund-limit: ")
    assert found.causes[0] == "policy changed: policy/data.yaml"


def test_a_raised_limit_flips_the_verdict_the_other_way(replayed: Replayed, shop: Path) -> None:
    edit(shop / "policy" / "data.yaml", "100.00", "10000.00")
    found = _found(replayed("refund-approved", shop))
    assert str(found.expected).startswith("confirm by ")
    assert str(found.got).startswith("allow by ")


def test_a_changed_enum_names_tool_and_field(replayed: Replayed, shop: Path) -> None:
    old = "enum: [damaged, defective, wrong_item, missing_part"
    edit(shop / "tools.yaml", old, "enum: [broken, defective, wrong_item, missing_part")
    found = _found(replayed("refund", shop))
    assert found.causes[0] == "tool schema changed: tools.yaml"
    assert any(
        cause.strip().startswith("tool issue_refund /parameters/properties/reason/enum")
        and "damaged is gone" in cause
        for cause in found.causes
    )


def test_tools_that_came_and_went_and_were_described_otherwise_are_named(
    recording: Callable[..., Recording], pack: Pack
) -> None:
    contracts = {name: one for name, one in pack.contracts.items() if name != "check_warranty"}
    told = contracts["get_order"].model_copy(update={"description": "Finds one order."})
    fresh = told.model_copy(update={"name": "get_parcel"})
    contracts |= {"get_order": told, "get_parcel": fresh}
    digests = {**pack.digests, "tools.yaml": "another"}
    changed = replace(pack, contracts=contracts, digests=digests)
    read = recording("refund")
    search, rules = wiring.search_of(pack), wiring.rules_of(pack)
    report = run(StrictReplay("refund", read.log.events, changed, search, rules).run())
    details = [cause.strip() for cause in _found(report).causes]
    assert "tool check_warranty is gone" in details
    assert "tool get_parcel is new" in details
    assert any(detail.startswith("tool get_order /description: ") for detail in details)


@pytest.mark.parametrize(
    ("file", "old", "new", "facet"),
    [
        ("procedures/damaged_item.md", "sorry", "very sorry", "procedure changed"),
        ("knowledge/damaged-items.md", "warranty", "guarantee", "knowledge changed"),
        ("domain.yaml", "max_tokens: 800", "max_tokens: 801", "domain settings changed"),
    ],
)
def test_the_likeliest_cause_comes_first(
    replayed: Replayed, shop: Path, file: str, old: str, new: str, facet: str
) -> None:
    edit(shop / "policy" / "data.yaml", "100.00", "100.0")
    edit(shop / file, old, new)
    assert _found(replayed("refund", shop)).causes[0].startswith(facet)


def test_a_changed_setting_of_the_request_is_told(replayed: Replayed, shop: Path) -> None:
    edit(shop / "domain.yaml", "max_tokens: 800", "max_tokens: 801")
    found = _found(replayed("refund", shop))
    assert "settings max_tokens: recorded with 800, this is 801" in found.causes


def test_another_version_of_the_program_is_named(
    settings: Settings, recording: Callable[..., Recording], shop: Path
) -> None:
    read = recording("refund")
    started = read.log.events[0]
    assert isinstance(started, SessionStarted)
    old = Log((started.model_copy(update={"code": "0.0.1"}), *read.log.events[1:]), "")
    edit(shop / "policy" / "data.yaml", "100.00", "10.00")
    report = Replays(settings, str(shop)).strict(Recording("old", read.head, old))
    said = "code version: recorded with 0.0.1"
    assert any(cause.startswith(said) for cause in _found(report).causes)


def test_both_versions_of_the_event_are_kept_for_a_screen(replayed: Replayed, shop: Path) -> None:
    edit(shop / "policy" / "data.yaml", "100.00", "10.00")
    found = _found(replayed("refund", shop))
    expected, got = found.events
    assert expected["kind"] == "hop_finished"
    assert got["kind"] == "human_asked"
    assert "took" not in expected

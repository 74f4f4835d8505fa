"""`privacy:` of a pack and the setting of the same name, by way of `sandbox check redact`."""

import json
from functools import partial
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.own_pack import own_pack

SAID = "card 4111 1111 1111 1111, from 203.0.113.77, O-10042"


@pytest.fixture
def redact(sandbox: Sandbox) -> Sandbox:
    return partial(sandbox, "check", "redact", "--json")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return own_pack(tmp_path)


def _say(pack: Path, words: str) -> None:
    domain = pack / "domain.yaml"
    domain.write_text(f"{domain.read_text('utf-8')}\nprivacy: {words}\n", "utf-8")


def test_without_a_filter_everything_is_masked_and_spans_say_no_more_than_that(redact):
    code, out, _ = redact(SAID)
    found = json.loads(out)
    assert code == 0
    assert found["masked"] == "card [CARD_1], from [IP_1], O-10042"
    assert found["spans"][0] == {"start": 5, "end": 24, "kind": "card", "rule": "luhn"}


def test_a_packs_filter_and_its_own_kinds_decide(redact, pack):
    _say(pack, "{filter: gdpr, kinds: {ip: allow}}")
    found = json.loads(redact(SAID, "--pack", str(pack))[1])
    assert found["masked"] == "card [CARD_REMOVED], from 203.0.113.77, O-10042"
    assert [(one["kind"], one["action"]) for one in found["spans"]] == [("card", "drop")]


def test_the_setting_takes_the_place_of_the_packs_filter(redact, pack, monkeypatch):
    _say(pack, "{filter: gdpr, kinds: {card: mask}}")
    monkeypatch.setenv("SANDBOX_PRIVACY", "hipaa")
    found = json.loads(redact(SAID, "--pack", str(pack))[1])
    assert found["masked"] == "card [CARD_1], from [IP_REMOVED], O-10042"


def test_a_misspelt_filter_is_told_with_its_line(redact, pack):
    _say(pack, "{filter: gpdr}")
    code, _, err = redact(SAID, "--pack", str(pack))
    assert code != 0
    assert "domain.yaml" in err
    assert "gpdr" in err

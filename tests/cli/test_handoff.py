"""`sandbox sessions handoff`, `audit` and `verify`, as a person and a program use them."""

import json
from pathlib import Path

from tests.cli.command_line import Sandbox

ROOT = Path(__file__).parents[2]
ANGRY = "THIS IS UNACCEPTABLE!!! ridiculous, I want to talk to a person, +49 151 23456789"
REFUND = "My parcel arrived broken, order 10042, I want my money back"


def log(home: Path) -> Path:
    (found,) = (home / "home" / "sessions").glob("*/log.jsonl")
    return found


def test_the_packet_is_printed_and_checked(sandbox: Sandbox) -> None:
    assert sandbox("run", "-m", REFUND, "-m", ANGRY)[0] == 0
    code, out, err = sandbox("sessions", "handoff", "last")
    assert (code, err) == (0, "")
    assert "handed over in hop 2." in out
    assert "Next step: Call the customer back" in out
    assert "refunded_minor: 0 → 4990" in out
    assert "Complete:" in out
    assert "23456789" not in out
    data = json.loads(sandbox("sessions", "handoff", "last", "--json")[1])
    assert data["missing"] == []
    assert data["packet"]["customer"] == "C-0007"


def test_without_a_handoff_it_is_what_it_would_be_now(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "where is my order?")
    code, out, _ = sandbox("sessions", "handoff", "last")
    assert code == 0
    assert "not handed over; as it would be now" in out
    assert json.loads(sandbox("sessions", "handoff", "last", "--json")[1])["hop"] is None


def test_the_audit_names_who_did_what(sandbox: Sandbox) -> None:
    dear = "my order 10077 arrived broken, I want my money back"
    sandbox("run", "--approve", "none", "-m", REFUND, "-m", dear, "-m", "1", "-m", ANGRY)
    acts = json.loads(sandbox("sessions", "audit", "last", "--json")[1])["acts"]
    did = [(one["actor"], one["did"]) for one in acts]
    assert ("agent", "did") in did
    assert ("policy", "asked a person") in did
    assert ("person", "reject") in did
    assert ("agent", "handed over") in did
    assert any("refunds/RF-" in change for one in acts for change in one["changes"])
    out = sandbox("sessions", "audit", "last")[1]
    assert "reject" in out
    assert "refund-limit" in out


def test_verify_names_the_damaged_line(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox("run", "-m", REFUND)
    path = log(tmp_path)
    lines = path.read_bytes().split(b"\n")
    assert sandbox("sessions", "verify", "last")[0] == 0
    at = next(i for i, line in enumerate(lines) if b'"kind":"tool_attempted"' in line)
    path.write_bytes(b"\n".join([*lines[:at], *lines[at + 1 :]]))
    code, out, _ = sandbox("sessions", "verify", "last")
    assert code == 3
    assert f"line {at + 1} (" in out
    assert "missing: expected to follow sum" in out
    data = json.loads(sandbox("sessions", "verify", "last", "--json")[1])
    assert [one["kind"] for one in data["damages"]] == ["missing"]
    changed = [*lines]
    changed[at] = changed[at].replace(b"get_order", b"get_other", 1)
    path.write_bytes(b"\n".join(changed))
    out = sandbox("sessions", "verify", "last")[1]
    assert f"line {at + 1} (tool_attempted 1." in out
    assert "changed: expected sum" in out


def test_a_recording_is_verified_by_its_path(sandbox: Sandbox, tmp_path: Path) -> None:
    path = ROOT / "fixtures/brightcart/recordings/refund.rec.jsonl"
    assert sandbox("sessions", "verify", str(path))[0] == 0
    cut = tmp_path / "cut.rec.jsonl"
    cut.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-2]) + b"\n")
    code, out, _ = sandbox("sessions", "verify", str(cut))
    assert code == 3
    assert "end missing" in out

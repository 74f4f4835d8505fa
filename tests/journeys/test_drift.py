"""drift: tools run for real on the recorded answers, and what came of it is held against then."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.hub.live import LiveSession
from sandbox.hub.rerun import rerun
from sandbox.log.dead import dead_letters
from sandbox.log.event import ToolAttempted
from sandbox.log.recording import Recording, read_recording
from sandbox.replay.drift_report import DriftReport
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from tests.own_pack import own_pack

ROOT = Path(__file__).parents[2]
RECORDINGS = ROOT / "fixtures" / "brightcart" / "recordings"
Change = Callable[[str, str, str], None]
Drift = Callable[[str], DriftReport]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the pack that a test may change."""
    return own_pack(tmp_path)


@pytest.fixture
def change(own: Path) -> Change:
    def do(name: str, old: str, new: str) -> None:
        path = own / name
        text = path.read_text("utf-8")
        assert text.count(old) >= 1
        path.write_text(text.replace(old, new, 1), "utf-8")

    return do


@pytest.fixture
def drift(own: Path, settings: Settings) -> Drift:
    """Replays a recording of the default pack on the changed copy."""

    def do(name: str) -> DriftReport:
        recording = read_recording(RECORDINGS / f"{name}.rec.jsonl")
        report = Replays(settings, str(own)).drift(recording)
        assert isinstance(report, DriftReport)
        return report

    return do


@pytest.mark.parametrize("path", sorted(RECORDINGS.glob("*.rec.jsonl")), ids=lambda p: p.name)
def test_no_golden_recording_drifts(path: Path, settings: Settings) -> None:
    report = Replays(settings).drift(read_recording(path), path)
    assert report.passed, report.lines()
    assert (report.proof.model_calls, report.proof.sockets, report.proof.files) == (0, 0, 0)


def test_the_proof_line_counts_the_tools_that_ran(drift: Drift) -> None:
    report = drift("refund")
    assert report.lines()[-1] == (
        "  proof: 0 model calls, 3 tool calls, 0 sockets, 0 files written"
    )


def test_an_enum_that_a_value_has_left_names_the_call_and_the_argument(
    change: Change, drift: Drift
) -> None:
    change("tools.yaml", "enum: [damaged, defective", "enum: [chipped, defective")
    found = drift("refund").difference
    assert found is not None
    assert found.hop.endswith("orders.issue_refund")
    assert found.pointer == "/reason"
    assert any(cause.startswith("tool schema changed: tools.yaml") for cause in found.causes)


def test_an_enum_of_a_result_that_a_value_has_left_names_the_call_and_the_field(
    change: Change, drift: Drift
) -> None:
    change("tools.yaml", "shipped, delivered, cancelled", "shipped, arrived, cancelled")
    found = drift("refund").difference
    assert found is not None
    assert found.hop.endswith("orders.get_order")
    assert found.expected == "ok"
    assert "/status" in str(found.got)


def test_a_tool_that_tells_something_else_names_the_field_of_its_result(
    change: Change, drift: Drift
) -> None:
    change("tools/orders.py", '"refund_id": refund["id"],', '"refund_id": "RF-" + refund["id"],')
    report = drift("refund")
    found = report.difference
    assert found is not None
    assert (found.kind, found.pointer) == ("result", "/refund_id")
    assert (found.expected, found.got) == ("RF-0046", "RF-RF-0046")
    assert found.causes[0] == "tool code changed: tools/orders.py"
    assert not report.end


def test_a_refund_row_that_is_gone_from_the_seed_says_which_row_is_missing_at_the_end(
    own: Path, change: Change, drift: Drift
) -> None:
    rows = (own / "rows" / "refunds.csv").read_text("utf-8").splitlines(keepends=True)
    (own / "rows" / "refunds.csv").write_text("".join(rows[:-1]), "utf-8")
    change("rows/returns.csv", rows[-1].partition(",")[0], "")
    report = drift("refund")
    assert [(one.table, one.key, one.said) for one in report.end] == [
        ("refunds", "RF-0045", "the row is one too many"),
        ("refunds", "RF-0046", "the row is missing"),
    ]
    assert report.difference is not None
    assert "seed rows changed: rows/refunds.csv" in report.difference.causes


def test_a_write_that_is_not_made_says_which_row_is_missing_and_which_cells_are_others(
    change: Change, drift: Drift
) -> None:
    change(
        "tools/orders.py",
        "    refund = world.insert(",
        '    refund = {"id": "RF-0046"}\n    _ = (',
    )
    report = drift("refund")
    assert [(one.where, one.said) for one in report.end] == [
        ("refunds/RF-0046", "the row is missing")
    ]
    assert report.difference is not None
    assert (report.difference.kind, report.difference.pointer) == ("rows", "/refunds/RF-0046")


def test_a_limit_that_is_lowered_names_the_verdict_that_flips_and_the_rows_that_do_not_come(
    change: Change, drift: Drift
) -> None:
    change("policy/data.yaml", 'refund: "100.00"', 'refund: "10.00"')
    report = drift("refund")
    found = report.difference
    assert found is not None
    assert found.hop.endswith("policy orders.issue_refund")
    assert str(found.expected).startswith("allow by refund:")
    assert str(found.got).startswith("confirm by refund-limit:")
    assert "reject by the recording" in str(found.got)
    assert ("refunds/RF-0046", "the row is missing") in [
        (one.where, one.said) for one in report.end
    ]


def test_a_socket_in_a_tool_is_refused_and_told(change: Change, drift: Drift) -> None:
    change(
        "tools/orders.py",
        "    order = _order(world, order_id)\n    found = _line(",
        "    __import__('socket').create_connection(('192.0.2.1', 80), 1)\n"
        "    order = _order(world, order_id)\n    found = _line(",
    )
    report = drift("refund")
    assert not report.passed
    assert report.proof.sockets == 1
    assert report.difference is not None
    assert report.difference.kind == "guard"


def test_a_file_that_a_tool_writes_is_refused_and_told(
    tmp_path: Path, change: Change, drift: Drift
) -> None:
    change(
        "tools/orders.py",
        "    order = _order(world, order_id)\n    found = _line(",
        f"    open({str(tmp_path / 'evil')!r}, 'w')\n"
        "    order = _order(world, order_id)\n    found = _line(",
    )
    report = drift("refund")
    assert not report.passed
    assert report.proof.files == 1
    assert not (tmp_path / "evil").exists()


def test_a_changed_prompt_is_no_drift(own: Path, drift: Drift) -> None:
    prompt = next((own.parents[1] / "prompts" / "brightcart").glob("agent*"))
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    assert drift("refund").passed


def test_what_may_differ_may_differ_here_too(change: Change, own: Path, settings: Settings) -> None:
    change("tools/orders.py", '"refund_id": refund["id"],', '"refund_id": "RF-" + refund["id"],')
    recording = read_recording(RECORDINGS / "refund.rec.jsonl")
    rule = {"of": "execute orders.issue_refund", "at": "/outcome/result/refund_id", "ignore": True}
    head = recording.head.model_copy(update={"may_differ": (rule,)})
    loose = Recording(recording.name, head, recording.log)
    assert Replays(settings, str(own)).drift(loose).passed
    assert not Replays(settings, str(own)).drift(recording).passed


async def test_a_session_with_a_call_that_a_person_ran_again_does_not_drift(
    start: Callable[..., LiveSession], settings: Settings
) -> None:
    live = start(faults=("orders.cancel_order:unavailable#1",))
    await live.send("cancel order 10093")
    letters = dead_letters(live.session)
    assert letters
    live.disarm("all")
    await rerun(live, letters[0].hop)
    await live.close()
    report = Replays(settings).drift(read_recording(live.folder.log))
    assert report.passed, report.lines()
    assert report.proof.tool_calls >= 2


async def test_a_turn_that_was_stopped_while_a_retry_waited_does_not_drift(
    start: Callable[..., LiveSession], settings: Settings
) -> None:
    live = start(faults=("orders.get_order:unavailable@1",))

    class Impatient:
        async def sleep(self, seconds: float) -> None:
            live.cancel()
            await asyncio.sleep(60)

    live.parts.ports.sleep = Impatient()
    assert await live.send("where is my order 10042?") is None
    await live.close()
    attempts = [event for hop in live.session.turns[0].hops for event in hop.events]
    assert sum(isinstance(event, ToolAttempted) for event in attempts) == 1
    report = Replays(settings).drift(read_recording(live.folder.log))
    assert report.passed, report.lines()


async def test_a_fork_of_a_session_does_not_drift(
    start: Callable[..., LiveSession], settings: Settings, tmp_path: Path
) -> None:
    live = start()
    await live.send("My parcel arrived broken, order 10042, I want my money back")
    branch = await wiring.fork_session(settings, live.name, home=tmp_path)
    await branch.send("where is my order 10070?")
    await branch.close()
    await live.close()
    report = Replays(settings).drift(read_recording(branch.folder.log))
    assert report.passed, report.lines()

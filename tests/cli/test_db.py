"""`sandbox db`: rows masked, changes netted, dead letters run again; and `--fault` on the way."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command_line import Ran, command_line

ROOT = Path(__file__).parents[2]
REFUND = "My parcel arrived broken, order 10042, I want my money back"
LOST = "orders.issue_refund:error_after_commit=1"


@pytest.fixture
def sandbox(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Ran]:
    """Runs the command line in this process, without waiting."""
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path))
    monkeypatch.chdir(ROOT)

    async def at_once(self: object, seconds: float) -> None:
        return None

    monkeypatch.setattr("sandbox.adapters.clocks.RealSleep.sleep", at_once)

    return command_line(monkeypatch, capsys)


def test_the_tables_and_one_select(sandbox: Callable[..., Ran]) -> None:
    sandbox("run", "-m", "hello")
    code, out, _ = sandbox("db", "last")
    assert code == 0
    assert "customers" in out
    code, out, _ = sandbox("db", "last", "select id, status from orders limit 2", "--json")
    rows = json.loads(out)
    assert [set(row) for row in rows] == [{"id", "status"}] * 2


def test_personal_values_are_masked_unless_asked_for(sandbox: Callable[..., Ran]) -> None:
    sandbox("run", "-m", "hello")
    sql = "select name, email as m, id from customers where id = 'C-0007'"
    _, raw, _ = sandbox("db", "last", sql, "--raw", "--json")
    name, mail = json.loads(raw)[0]["name"], json.loads(raw)[0]["m"]
    _, masked, _ = sandbox("db", "last", sql)
    assert name not in masked
    assert mail not in masked
    assert "[EMAIL_1]" in masked
    assert "C-0007" in masked


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("delete from orders",), "read-only"),
        (("select * from nowhere",), "no such table"),
        (("select", "2"), "one SQL text"),
        (("retry",), "needs the hop"),
        (("retry", "9.9"), "no dead letter"),
        (("diff", "--turn", "7"), "no turn 7"),
        (("dead", "--turn", "1"), "--turn is for diff"),
    ],
)
def test_wrong_use_is_one_line(
    sandbox: Callable[..., Ran], words: tuple[str, ...], says: str
) -> None:
    sandbox("run", "-m", "hello")
    code, out, err = sandbox("db", "last", *words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_diff_tells_each_turn_s_cells_and_what_they_come_to(sandbox: Callable[..., Ran]) -> None:
    sandbox("run", "-m", REFUND, "-m", "thank you", "-m", "cancel order 10093", "--approve", "all")
    code, out, _ = sandbox("db", "last", "diff")
    assert code == 0
    assert "~ orders O-10042 refunded_minor: 0 → 4990" in out
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "turn 1",
        "turn 3",
        "in all",
    ]
    _, one, _ = sandbox("db", "last", "diff", "--turn", "3", "--json")
    told = json.loads(one)
    assert [turn["turn"] for turn in told["turns"]] == [3]
    change = told["net"][0]
    assert (change["table"], change["key"], change["operation"]) == ("orders", "O-10093", "update")
    status = {"column": "status", "before": "processing", "after": "cancelled"}
    assert status in change["columns"]


def test_a_session_that_changed_nothing_says_so(sandbox: Callable[..., Ran]) -> None:
    sandbox("run", "-m", "hello")
    assert sandbox("db", "last", "diff")[1] == "no row was changed\n"
    assert sandbox("db", "last", "dead")[1] == "no dead letters: every call was answered\n"


def test_a_dead_letter_is_listed_and_run_again_once(sandbox: Callable[..., Ran]) -> None:
    fault = "orders.issue_refund:error_after_commit@1-4"
    code, out, _ = sandbox("run", "-m", REFUND, "--fault", fault)
    assert code == 0
    assert f"fault injected: {fault}" in out
    assert "degraded" in out
    letter = json.loads(sandbox("db", "last", "dead", "--json")[1])[0]
    assert (letter["tool"], letter["status"]) == ("issue_refund", "unknown")
    code, out, _ = sandbox("db", "last", "retry", letter["hop"])
    assert code == 0
    assert "not done twice" in out
    assert json.loads(sandbox("db", "last", "dead", "--json")[1]) == []
    rows = sandbox("db", "last", "select id from refunds where order_id = 'O-10042'", "--json")[1]
    assert len(json.loads(rows)) == 1


def test_a_retry_that_fails_again_is_a_finding(sandbox: Callable[..., Ran]) -> None:
    sandbox("run", "-m", REFUND, "--fault", "orders.issue_refund:error_before_commit")
    letter = json.loads(sandbox("db", "last", "dead", "--json")[1])[0]
    code, out, _ = sandbox("db", "last", "retry", letter["hop"])
    assert (code, out != "") == (1, True)
    assert json.loads(sandbox("db", "last", "dead", "--json")[1])[0]["tries"] == 1
    assert "  retried  " in sandbox("db", "last", "dead")[1]


def test_strict_counts_a_degraded_turn_as_a_finding(sandbox: Callable[..., Ran]) -> None:
    words = ("run", "-m", "where is my order 10077?", "--strict", "--fault", "orders:unavailable")
    assert sandbox(*words)[0] == 1
    assert sandbox(*words[:3], "--strict", "--fault", "orders:unavailable@1")[0] == 0


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("orders:timeot", "did you mean timeout?"),
        ("ordres:timeout", "did you mean orders"),
        (LOST, "takes no time"),
        ("orders", "TARGET:FAULT"),
    ],
)
def test_a_misspelt_fault_is_one_line_and_leaves_no_session(
    sandbox: Callable[..., Ran], tmp_path: Path, spec: str, says: str
) -> None:
    code, out, err = sandbox("run", "-m", "hello", "--fault", spec)
    assert (code, out) == (2, "")
    assert says in err
    assert not list(tmp_path.rglob("log.jsonl"))

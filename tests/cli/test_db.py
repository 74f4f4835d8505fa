"""`sandbox db`: rows masked, changes netted, dead letters run again; and `--fault` on the way."""

import json
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox

REFUND = "My parcel arrived broken, order 10042, I want my money back"
LOST = "orders.issue_refund:error_after_commit=1"


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(self: object, seconds: float) -> None:
        return None

    monkeypatch.setattr("sandbox.adapters.clocks.RealSleep.sleep", at_once)


def test_the_tables_and_one_select(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    code, out, _ = sandbox("db", "last")
    assert code == 0
    assert "customers" in out
    code, out, _ = sandbox("db", "last", "select id, status from orders limit 2", "--json")
    rows = json.loads(out)
    assert [set(row) for row in rows] == [{"id", "status"}] * 2


def test_personal_values_are_masked_unless_asked_for(sandbox: Sandbox) -> None:
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
        (("select * form orders",), "at character 10"),
        (("diff", "--write"), "--write is for SQL"),
        (("snapshot",), "needs a name"),
        (("snapshot", "../x"), "no name of a snapshot"),
        (("restore", "nowhere", "--yes"), "no snapshot nowhere"),
        (("drop table orders", "--write", "--yes"), "only INSERT, UPDATE and DELETE"),
        (("select 1", "--yes"), "--yes and --dry-run"),
        (("delete from orders", "--save", "x"), "--write shows, asks and writes"),
    ],
)
def test_wrong_use_is_one_line(sandbox: Sandbox, words: tuple[str, ...], says: str) -> None:
    sandbox("run", "-m", "hello")
    code, out, err = sandbox("db", "last", *words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_diff_tells_each_turn_s_cells_and_what_they_come_to(sandbox: Sandbox) -> None:
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


def test_a_session_that_changed_nothing_says_so(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    assert sandbox("db", "last", "diff")[1] == "no row was changed\n"
    assert sandbox("db", "last", "dead")[1] == "no dead letters: every call was answered\n"


def test_a_dead_letter_is_listed_and_run_again_once(sandbox: Sandbox) -> None:
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


def test_a_retry_that_fails_again_is_a_finding(sandbox: Sandbox) -> None:
    sandbox("run", "-m", REFUND, "--fault", "orders.issue_refund:error_before_commit")
    letter = json.loads(sandbox("db", "last", "dead", "--json")[1])[0]
    code, out, _ = sandbox("db", "last", "retry", letter["hop"])
    assert (code, out != "") == (1, True)
    assert json.loads(sandbox("db", "last", "dead", "--json")[1])[0]["tries"] == 1
    assert "  retried  " in sandbox("db", "last", "dead")[1]


def test_strict_counts_a_degraded_turn_as_a_finding(sandbox: Sandbox) -> None:
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
    sandbox: Sandbox, tmp_path: Path, spec: str, says: str
) -> None:
    code, out, err = sandbox("run", "-m", "hello", "--fault", spec)
    assert (code, out) == (2, "")
    assert says in err
    assert not list(tmp_path.rglob("log.jsonl"))


def test_a_write_shows_asks_and_is_an_event_that_replays(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "where is my order 10070?")
    sql = "update orders set status = 'cancelled' where id = 'O-10070'"
    code, out, err = sandbox("db", "last", sql, "--write")
    assert (code, out) == (2, "")
    assert "--yes" in err
    code, out, _ = sandbox("db", "last", sql, "--write", "--dry-run")
    assert (code, out.splitlines()[-1]) == (0, "1 row would be changed; nothing is done")
    assert sandbox("db", "last", "diff")[1] == "no row was changed\n"
    code, out, _ = sandbox("db", "last", sql, "--write", "--yes")
    assert (code, out.splitlines()) == (
        0,
        [
            "~ orders O-10070 status: shipped → cancelled",
            "1 row changed, as an event of the session",
        ],
    )
    assert "by hand after turn 1" in sandbox("db", "last", "diff")[1]
    assert "~ orders O-10070 status: shipped → cancelled" in sandbox("db", "last", "diff")[1]
    assert sandbox("run", "--resume", "last", "-m", "where is my order 10070?")[0] == 0
    assert sandbox("replay", "last")[0] == 0
    assert sandbox("replay", "last", "--mode", "drift")[0] == 0


def test_a_personal_value_that_is_written_is_masked_on_the_way(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox("run", "-m", "hello")
    mail = "nobody.else@anderswo.example"
    sql = f"update customers set email = '{mail}' where id = 'C-0007'"
    _, out, _ = sandbox("db", "last", sql, "--write", "--yes", "--json")
    told = json.loads(out)
    assert told["done"] is True
    assert [change["key"] for change in told["changes"]] == ["C-0007"]
    assert mail not in out
    assert "[EMAIL]" in out
    (log,) = tmp_path.rglob("log.jsonl")
    assert mail not in log.read_text("utf-8")
    _, raw, _ = sandbox("db", "last", "select email from customers where id = 'C-0007'", "--raw")
    assert mail in raw


def test_a_snapshot_s_rows_come_back(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    assert "start" in sandbox("db", "last", "snapshot", "start")[1]
    sandbox("run", "--resume", "last", "-m", REFUND, "--approve", "all")
    taken = json.loads(sandbox("db", "last", "snapshots", "--json")[1])
    assert [(one["name"], one["after"]) for one in taken] == [("start", 1)]
    code, out, _ = sandbox("db", "last", "restore", "start", "--yes")
    assert (code, "refunded_minor: 4990 → 0" in out) == (0, True)
    assert json.loads(sandbox("db", "last", "diff", "--json")[1])["net"] == []
    assert sandbox("db", "last", "restore", "start", "--yes")[1] == "no row would be changed\n"
    assert sandbox("replay", "last")[0] == 0


def test_a_query_is_kept_by_name_without_personal_values(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    sql = "select id from orders where id = 'O-10042'"
    assert sandbox("db", "last", sql, "--save", "one order")[0] == 0
    assert "O-10042" in sandbox("db", "last", "query", "one order")[1]
    _, raw, _ = sandbox("db", "last", "select email from customers limit 1", "--raw", "--json")
    mail = json.loads(raw)[0]["email"]
    code, _, err = sandbox("db", "last", f"select 1 where '{mail}' = ''", "--save", "mail")
    assert (code, "[EMAIL]" in err, mail in err) == (2, True, False)
    assert json.loads(sandbox("db", "last", "queries", "--json")[1]) == {"one order": sql}
    assert sandbox("db", "last", "forget", "one order")[0] == 0
    assert sandbox("db", "last", "query", "one order")[0] == 2


def test_what_reads_a_session_tells_of_edits_between_its_turns(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox("run", "-m", "hello")
    sql = "update orders set status = 'cancelled' where id = 'O-10070'"
    sandbox("db", "last", sql, "--write", "--yes")
    assert "by hand: orders ~1\n" in sandbox("sessions", "show", "last")[1]
    target = tmp_path / "talk.md"
    sandbox("sessions", "export", "last", str(target))
    text = (
        target.read_text("utf-8") if target.exists() else sandbox("sessions", "export", "last")[1]
    )
    assert "*by hand: orders ~1*" in text


def test_a_masked_preview_shows_every_cell_that_changes(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    words = ("--write", "--dry-run")
    _, out, _ = sandbox(
        "db", "last", "update products set name = 'Pear' where id = 'P-0001'", *words
    )
    assert "→ Pear" in out
    sql = "update customers set email = 'a@nowhere-x.org', name = 'Hugo Nobody' where id = 'C-0001'"
    _, out, _ = sandbox("db", "last", sql, *words)
    assert "email: [EMAIL] → [EMAIL] (another)" in out
    assert "name: [NAME] → [NAME] (another)" in out
    assert "Nobody" not in out


def test_what_is_made_of_a_personal_column_is_not_shown(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    sql = "select id, hex(email) as h, name, length(email) as n from customers limit 1"
    (row,) = json.loads(sandbox("db", "last", sql, "--json")[1])
    assert (row["id"], row["h"]) == ("C-0001", "[DERIVED]")
    assert row["name"].startswith("[NAME")
    assert isinstance(row["n"], int)
    _, out, _ = sandbox("db", "last", "select name from products limit 1", "--json")
    assert not json.loads(out)[0]["name"].startswith("[")


def test_an_error_of_sql_has_no_personal_value(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    code, _, err = sandbox("db", "last", "select json_extract('{}', email) from customers")
    assert (code, "JSON path error" in err, "@" in err) == (2, True, False)

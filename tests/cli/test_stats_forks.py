"""`sandbox stats` and `sandbox sessions list` of sessions that were forked."""

import json
import re
from pathlib import Path

from tests.cli.command_line import Sandbox


def stats(sandbox: Sandbox, *words: str) -> dict:
    code, out, _ = sandbox("stats", *words, "--json")
    assert code == 0
    return json.loads(out)


def test_a_fork_adds_what_ran_in_it_and_nothing_else(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox("run", "-m", "where is my order 10042?")[0] == 0
    before = stats(sandbox)["total"]
    fork = sandbox("sessions", "fork", "last")[1].strip()
    assert stats(sandbox)["sessions"] == 2
    assert stats(sandbox)["total"] == {**before, "sessions": 1}
    assert stats(sandbox, fork)["total"] == before
    assert sandbox("sessions", "fork", fork, "-m", "where is my order 10058?")[0] == 0
    after = stats(sandbox)["total"]
    assert (before["turns"], after["turns"]) == (1, 2)
    sql = "SELECT sum(model_calls) AS calls FROM turns WHERE NOT inherited"
    (row,) = json.loads(sandbox("sessions", "sql", sql, "--json")[1])
    assert row["calls"] == after["model_calls"] > before["model_calls"]


def test_a_fork_of_an_old_session_is_dated_by_itself(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox("run", "-m", "where is my order 10042?")[0] == 0
    (log,) = (tmp_path / "home" / "sessions").glob("*/log.jsonl")
    _set_back(log)
    assert stats(sandbox, "--since", "1d")["total"]["turns"] == 0
    fork = sandbox("sessions", "fork", "last", "-m", "where is my order 10058?")[1].split("\n")[0]
    assert stats(sandbox, "--since", "1d")["total"]["turns"] == 1
    old, new = json.loads(sandbox("sessions", "list", "--json")[1])
    assert (old["session"], new["session"]) == (log.parent.name, fork)
    assert old["started"] == old["seen"] == "2020-01-01T00:00:00Z"
    assert "2020" < new["started"] <= new["seen"]
    assert new["started"] > "2026"
    assert json.loads(sandbox("sessions", "show", fork, "--json")[1])["started"] == new["started"]


def _set_back(log: Path) -> None:
    """Dates of years ago, under a chain that fits."""
    from sandbox.log.codec import canonical, digest

    lines, prev = log.read_text("utf-8").splitlines(), ""
    for number, line in enumerate(lines):
        data = json.loads(re.sub(r'"wall":"[^"]*"', '"wall":"2020-01-01T00:00:00Z"', line))
        body = {key: value for key, value in data.items() if key not in ("prev", "sum", "took")}
        data["prev"], data["sum"] = prev, digest(body)
        prev = data["sum"]
        lines[number] = canonical(data)
    log.write_text("\n".join(lines) + "\n", "utf-8")

"""The index: up to date at little cost, the same as a new one, and never in the way."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.log import index as module
from sandbox.log.event import TurnMarked
from sandbox.log.fold import fold
from sandbox.log.index import FILE, SessionIndex, index_of, open_index
from sandbox.log.index_file import tail_of
from sandbox.log.index_query import query
from sandbox.log.index_views import TABLES
from sandbox.log.reader import read_log
from sandbox.log.recording import read_recording
from sandbox.log.writer import LogWriter

FOLDER = Path(__file__).parents[3] / "fixtures" / "brightcart" / "recordings"
NAMES = ("refund", "order-status", "repaired")


def put(home: Path, name: str) -> Path:
    """A recording as the log of a session."""
    log = home / "sessions" / name / "log.jsonl"
    log.parent.mkdir(parents=True)
    log.write_bytes((FOLDER / f"{name}.rec.jsonl").read_bytes().split(b"\n", 1)[1])
    return log


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, Path]:
    return {name: put(tmp_path, name) for name in NAMES}


def contents(index: SessionIndex) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but for where the log ended."""
    return {
        table: sorted(
            tuple(str(v) for k, v in row.items() if k not in ("length", "last"))
            for row in index.select(f"SELECT * FROM {table}")
        )
        for table in TABLES
    }


def anew(logs: dict[str, Path]) -> dict[str, list[tuple[object, ...]]]:
    read = {name: read_log(path) for name, path in logs.items()}
    facts = {name: {"torn": len(log.torn), "problem": ""} for name, log in read.items()}
    return contents(index_of({name: fold(log.events) for name, log in read.items()}, facts))


def mark(log: Path, word: str = "good") -> None:
    read = read_log(log)
    writer = LogWriter(log, read.last, set(read.blobs))
    writer.append(TurnMarked(turn=1, mark=word))  # pyright: ignore
    writer.close()


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the logs that are read from now on."""
    seen: list[str] = []

    def read(path: Path):
        seen.append(path.parent.name)
        return read_log(path)

    monkeypatch.setattr(module, "read_log", read)
    return seen


def test_it_holds_what_the_logs_hold(tmp_path: Path, logs: dict[str, Path]) -> None:
    index = open_index(tmp_path, logs)
    assert contents(index) == anew(logs)
    (row,) = index.select("SELECT * FROM turns WHERE session = 'refund'")
    totals = read_log(logs["refund"]).events[-2]
    assert row["tool_calls"] == totals.totals.tool_calls  # pyright: ignore
    assert row["outcome"] == "answered"


def test_only_a_log_that_has_changed_is_read_again(
    tmp_path: Path, logs: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_index(tmp_path, logs).close()
    seen = reads(monkeypatch)
    open_index(tmp_path, logs).close()
    assert seen == []
    mark(logs["refund"])
    index = open_index(tmp_path, logs)
    assert seen == ["refund"]
    assert index.select("SELECT mark FROM turns WHERE session = 'refund'") == [{"mark": "good"}]
    assert contents(index) == anew(logs)


def test_a_log_of_the_same_length_with_another_end_is_read_again(
    tmp_path: Path, logs: dict[str, Path]
) -> None:
    before = logs["refund"].read_bytes()
    mark(logs["refund"], "good")
    open_index(tmp_path, logs).close()
    length = logs["refund"].stat().st_size
    logs["refund"].write_bytes(before)
    mark(logs["refund"], "bad ".strip())
    with logs["refund"].open("ab") as file:
        file.write(b" " * (length - logs["refund"].stat().st_size))
    index = open_index(tmp_path, logs)
    assert index.select("SELECT mark FROM turns WHERE session = 'refund'") == [{"mark": "bad"}]


def test_a_session_that_is_gone_is_forgotten(tmp_path: Path, logs: dict[str, Path]) -> None:
    open_index(tmp_path, logs).close()
    gone = logs.pop("repaired")
    gone.unlink()
    index = open_index(tmp_path, {**logs, "repaired": gone})
    assert contents(index) == anew(logs)


def test_a_torn_tail_is_left_aside_and_told(tmp_path: Path, logs: dict[str, Path]) -> None:
    with logs["refund"].open("ab") as file:
        file.write(b'{"kind":"turn_st')
    index = open_index(tmp_path, logs)
    assert index.select(
        "SELECT torn_bytes, turns, problem FROM sessions WHERE session='refund'"
    ) == [{"torn_bytes": 16, "turns": 1, "problem": ""}]


def test_a_damaged_log_is_named_and_keeps_no_other_from_being_read(
    tmp_path: Path, logs: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = logs["refund"].read_bytes().split(b"\n")
    data[3] = b"not json"
    logs["refund"].write_bytes(b"\n".join(data))
    index = open_index(tmp_path, logs)
    (row,) = index.select("SELECT problem, turns FROM sessions WHERE session = 'refund'")
    assert "line 4" in row["problem"]
    assert row["turns"] == 0
    assert len(index.select("SELECT * FROM turns")) == 6
    index.close()
    seen = reads(monkeypatch)
    open_index(tmp_path, logs).close()
    assert seen == []


def _sql(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        found = connection.execute(sql).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()


def _flip(path: Path) -> None:
    """Rubbish in a page in the middle."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = os.urandom(4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"this is no database, but it is long enough" * 99),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
        lambda path: _sql(path, "PRAGMA user_version = 999"),
        lambda path: _sql(path, "DROP TABLE t_turn"),
        _flip,
    ],
    ids=["text", "half", "empty", "gone", "format", "table", "page"],
)
def test_an_index_that_is_damaged_or_of_another_format_is_made_anew(
    tmp_path: Path, logs: dict[str, Path], damage
) -> None:
    open_index(tmp_path, logs).close()
    damage(tmp_path / FILE)
    index = open_index(tmp_path, logs)
    assert contents(index) == anew(logs)
    index.close()
    assert _sql(tmp_path / FILE, "PRAGMA quick_check") == [("ok",)]


def test_where_nothing_can_be_written_it_is_made_in_memory(
    tmp_path: Path, logs: dict[str, Path]
) -> None:
    (tmp_path / f"{FILE}.lock").mkdir()  # root may write everywhere, but not into a folder
    index = open_index(tmp_path, logs)
    assert contents(index) == anew(logs)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("damage", [lambda data: b"x" * len(data), lambda data: b""])
@pytest.mark.parametrize("sql", ["SELECT count(*) FROM hops", "SELECT count(output) FROM t_hop"])
def test_a_file_that_breaks_while_it_is_read_is_made_up_for_in_memory(
    tmp_path: Path, logs: dict[str, Path], damage: Callable[[bytes], bytes], sql: str
) -> None:
    index = open_index(tmp_path, logs)
    wanted = query(index, sql)
    (tmp_path / FILE).write_bytes(damage((tmp_path / FILE).read_bytes()))
    assert query(index, sql) == wanted
    assert contents(index) == anew(logs)


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_it_is_readable_by_its_owner_only(tmp_path: Path, logs: dict[str, Path]) -> None:
    open_index(tmp_path, logs).close()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


_FILL = """
import sys
from pathlib import Path
from sandbox.log.index import open_index
home = Path(sys.argv[1])
logs = {path.parent.name: path for path in sorted(home.glob("sessions/*/log.jsonl"))}
for round in range(3):
    index = open_index(home, logs)
    print(index.select("SELECT count(*) AS n FROM t_hop")[0]["n"])
    index.close()
    if sys.argv[2] == "breaks":
        (home / "index.sqlite").write_bytes(b"x" * 9000) if round == 0 else None
"""


@pytest.mark.parametrize("how", ["keeps", "breaks"])
def test_processes_that_fill_it_at_once_all_see_everything(
    tmp_path: Path, logs: dict[str, Path], how: str
) -> None:
    hops = len(anew(logs)["t_hop"])
    command = [sys.executable, "-c", _FILL, str(tmp_path), how]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out.split(), err) == (0, [str(hops)] * 3, "")
    assert contents(open_index(tmp_path, logs)) == anew(logs)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, 200), more=st.integers(0, 200))
def test_a_log_cut_anywhere_gives_what_a_new_index_would(
    tmp_path_factory: pytest.TempPathFactory, cut: int, more: int
) -> None:
    home = tmp_path_factory.mktemp("cut")
    log = put(home, "order-status")
    whole = log.read_bytes()
    for share in (cut, more):
        log.write_bytes(whole[: len(whole) * share // 200])
        index = open_index(home, {"order-status": log})
        assert contents(index) == anew({"order-status": log})
        index.close()


@pytest.mark.parametrize("size", [10, 70_000, 200_000])
def test_the_end_of_a_log_is_found_however_long_its_last_line(tmp_path: Path, size: int) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text('{"sum":"a"}\n{"sum":"b","text":"' + "x" * size + '"}\n{"sum":"torn', "utf-8")
    assert tail_of(log) == (log.stat().st_size, "b")


@pytest.mark.parametrize("text", ["", "\n", "no newline", "not json\n", "[1]\n", '{"a":1}\n'])
def test_a_log_without_a_sum_has_an_end_all_the_same(tmp_path: Path, text: str) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(text, "utf-8")
    assert tail_of(log) == (len(text), "")


def test_cost_of_a_view_is_the_folds_and_unknown_stays_unknown() -> None:
    for name in ("broken-model", "switched-model", "refund"):
        session = fold(read_recording(FOLDER / f"{name}.rec.jsonl").log.events)
        index = index_of({name: session}, {})
        for turn, row in zip(session.turns, index.select("SELECT * FROM turns"), strict=True):
            assert (row["cost_nano"], row["cost_known"]) == (turn.cost.nano, turn.cost.known)
        (row,) = index.select("SELECT * FROM sessions")
        assert (row["cost_nano"], row["cost_known"]) == (session.cost.nano, session.cost.known)

"""`sandbox compare` as a person and a program use it."""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.compare import _several
from sandbox.log.recording import read_recording
from tests.cli.command_line import Sandbox
from tests.loopback.brain import scripted_brain
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Refuse, Say
from tests.loopback.thread import in_thread

ROOT = Path(__file__).parents[2]
RECORDINGS = ROOT / "fixtures" / "brightcart" / "recordings"
TWO = ("--models", "sandbox/scripted,sandbox/sloppy")
STATUS = "where is my order 10070?"
REFUND = "My parcel arrived broken, order 10042, I want my money back"
MAIL = "write to jo.doe@private.example, where is order 10042?"
SECRET = "sk-loopback-0123456789abcdef0123"


@pytest.fixture
def session(sandbox: Sandbox) -> str:
    """A session of two turns."""
    assert sandbox("run", "-m", STATUS, "-m", REFUND)[0] == 0
    return json.loads(sandbox("sessions", "list", "--json")[1])[0]["session"]


def _script(folder: Path, text: str) -> str:
    path = folder / "talk.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def _data(sandbox: Sandbox, *words: str) -> dict[str, Any]:
    code, out, err = sandbox("compare", *words, "--json")
    assert code == 0, err
    return json.loads(out)


def test_new_sessions_hear_the_same_words_and_can_be_replayed(sandbox: Sandbox) -> None:
    data = _data(sandbox, *TWO, "-m", STATUS, "-m", REFUND)
    assert data["asked"] == [STATUS, REFUND]
    assert [arm["state"] for arm in data["arms"]] == ["done", "done"]
    for arm in data["arms"]:
        assert sandbox("replay", arm["runs"][0]["session"])[0] == 0


def test_a_turn_of_a_session_is_said_again_from_before_it(sandbox: Sandbox, session: str) -> None:
    before = sandbox("sessions", "show", session)[1]
    data = _data(sandbox, f"{session}@2", *TWO)
    assert data["asked"] == [REFUND]
    for arm in data["arms"]:
        (run,) = arm["runs"]
        assert (run["forked_after"], [turn["turn"] for turn in run["turns"]]) == (1, [2])
        shown = json.loads(sandbox("sessions", "show", run["session"], "--json")[1])
        assert (shown["parent"], shown["forked_after"]) == (session, 1)
        assert [turn["totals"] for turn in shown["turns"]][1:] == [run["turns"][0]["totals"]]
    assert sandbox("sessions", "show", session)[1] == before


def test_something_else_can_be_said_in_the_place_of_a_turn_or_after_the_last(
    sandbox: Sandbox, session: str
) -> None:
    instead = _data(sandbox, f"{session}@2", *TWO, "-m", "cancel order 10093", "--approve", "all")
    after = _data(sandbox, session, *TWO, "-m", "cancel order 10093", "--approve", "all")
    assert instead["arms"][0]["runs"][0]["forked_after"] == 1
    assert after["arms"][0]["runs"][0]["forked_after"] == 2
    assert instead["arms"][0]["runs"][0]["tools"] == ["get_order", "cancel_order"]


def test_a_whole_session_is_run_again_with_what_people_did_between_its_turns(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    assert sandbox("run", "-m", STATUS)[0] == 0
    fault = "orders.get_order:timeout"
    assert sandbox("run", "--resume", "last", "--fault", fault, "-m", STATUS)[0] == 0
    data = _data(sandbox, "last", "--models", "sandbox/scripted,sandbox/scripted")
    assert data["asked"] == [STATUS, STATUS]
    for arm in data["arms"]:
        assert arm["figures"]["faults_injected"] > 0
        first, second = arm["runs"][0]["turns"]
        assert (first["degraded"], second["degraded"]) == (False, True)


def test_personal_words_are_heard_by_the_arms_and_printed_nowhere(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    assert sandbox("run", "-m", MAIL)[0] == 0
    html = tmp_path / "report.html"
    code, out, err = sandbox("compare", "last", *TWO, "--html", str(html))
    assert code == 0
    assert "[EMAIL_1]" in out
    everything = out + err + html.read_text("utf-8")
    assert "private.example" not in everything
    assert str(tmp_path) not in everything


def test_a_recording_of_the_pack_is_compared_by_its_name(sandbox: Sandbox) -> None:
    data = _data(sandbox, "refund-twice@2", *TWO)
    assert data["about"] == "turn 2 of refund-twice"
    assert data["turns_before"] == 1
    assert data["arms"][0]["runs"][0]["forked_after"] == 1


def test_turns_have_the_numbers_that_they_have_in_the_session_they_go_on_from(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    html, plain = tmp_path / "a.html", tmp_path / "a.md"
    files = ("--html", str(html), "--markdown", str(plain))
    code, out, err = sandbox("compare", "refund-twice@2", *TWO, *files)
    assert code == 0, err
    assert "turn 2 of refund-twice" in out
    heads = [line for line in out.splitlines() if line.startswith("turn ")]
    assert [line.partition(":")[0] for line in heads] == ["turn 2"]
    assert "<h2>Turn 2</h2>" in html.read_text("utf-8")
    assert [line for line in plain.read_text("utf-8").splitlines() if line[:3] == "## "] == [
        "## Turn 2"
    ]


def test_a_file_whose_name_has_an_at_is_a_file(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "me@2.rec.jsonl"
    path.write_bytes((RECORDINGS / "refund.rec.jsonl").read_bytes())
    assert _data(sandbox, str(path), *TWO)["about"] == "all turns of me@2"
    assert _data(sandbox, f"{path}@1", *TWO)["about"] == "turn 1 of me@2"


def test_rows_that_somebody_edited_by_hand_are_edited_in_each_arm(
    sandbox: Sandbox, session: str
) -> None:
    late = "update orders set status = 'cancelled' where id = 'O-10070'"
    mail = "update customers set email = 'jo@private.example' where id = 'C-0007'"
    for sql in (late, mail):
        assert sandbox("db", session, sql, "--write", "--yes")[0] == 0
    assert _data(sandbox, f"{session}@2", *TWO)["asked"] == [REFUND]
    data = _data(sandbox, session, *TWO)
    assert data["asked"] == [STATUS, REFUND]
    assert [arm["state"] for arm in data["arms"]] == ["done", "done"]
    for arm in data["arms"]:
        name = arm["runs"][0]["session"]
        rows = "select status, email from orders, customers where orders.id = 'O-10070' and customers.id = 'C-0007'"  # noqa: E501
        (row,) = json.loads(sandbox("db", name, rows, "--raw", "--json")[1])
        assert row == {"status": "cancelled", "email": "jo@private.example"}
        assert sandbox("replay", name)[0] == 0


def test_the_arms_are_told_apart_in_the_list_of_sessions_and_can_be_searched(
    sandbox: Sandbox, session: str
) -> None:
    data = _data(sandbox, f"{session}@1", "--models", "sandbox/sloppy,sandbox/sloppy")
    rows = json.loads(sandbox("sessions", "list", "--json")[1])
    titles = {row["session"]: row["title"] for row in rows}
    for arm, label in zip(data["arms"], ("#1", "#2"), strict=True):
        name = arm["runs"][0]["session"]
        assert titles[name] == f"compare {data['comparison']}: sandbox/sloppy {label}"
    found = json.loads(sandbox("sessions", "list", "--search", data["comparison"], "--json")[1])
    assert len(found) == 2
    assert titles[session] == ""


GOOD = f"""
- say: {STATUS}
  expect: {{outcome: answered, tools: [get_order, get_shipments]}}
- {REFUND}
- say: thanks
  expect:
    end_state: [{{table: refunds, rows: {{RF-0046: {{amount_minor: 4990}}}}}}]
"""


def test_expectations_of_a_script_are_judged_for_each_arm(sandbox: Sandbox, tmp_path: Path) -> None:
    data = _data(sandbox, *TWO, "--script", _script(tmp_path, GOOD))
    assert data["about"] == "talk.yaml on brightcart, seed 7"
    for arm in data["arms"]:
        verdicts = arm["runs"][0]["verdicts"]
        assert [(one["turn"], one["held"], one["wrong"]) for one in verdicts] == [
            (1, 2, []),
            (3, 1, []),
        ]


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ("{outcome: handed_off}", 'expect.outcomes: the turns ended otherwise: expected ["handed_'),
        ("{tools: [issue_refund]}", "expect.tools.exact"),
        ("{reply: {contains: banana}}", "the reply of turn 1"),
        (
            "{end_state: [{table: orders, rows: {O-10070: {status: lost}}}]}",
            "orders/O-10070.status",
        ),
    ],
)
def test_an_expectation_that_does_not_hold_is_a_finding(
    sandbox: Sandbox, tmp_path: Path, expect: str, says: str
) -> None:
    script = _script(tmp_path, f"- say: {STATUS}\n  expect: {expect}\n")
    code, out, _ = sandbox("compare", *TWO, "--script", script)
    assert code == 1
    wrong = [line for line in out.splitlines() if "not as expected" in line]
    assert len(wrong) == 2
    assert all(says in line for line in wrong)


def test_what_is_looked_at_for_an_expectation_changes_no_later_placeholder(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    rows = "{table: customers, rows: {C-0007: {}, C-0012: {}}}"
    script = f"- say: {STATUS}\n  expect: {{end_state: [{rows}]}}\n- {MAIL}\n"
    plain = f"- {STATUS}\n- {MAIL}\n"
    asked = [
        _data(sandbox, *TWO, "--script", _script(tmp_path, text))["asked"]
        for text in (script, plain)
    ]
    assert asked[0] == asked[1]


def test_repeating_gives_pass_hat_k_and_names_what_varies(sandbox: Sandbox) -> None:
    words = (*TWO, "-m", STATUS, "-m", REFUND, "-m", "cancel order 10093", "--approve", "all")
    code, out, _ = sandbox("compare", *words, "--repeat", "4")
    assert code == 0
    assert "sandbox/scripted: 3 of 3 runs are as the base's first: pass^1 1.00, pass^2 1.00" in out
    assert "sandbox/sloppy varies: turn " in out
    data = _data(sandbox, *words, "--repeat", "4")
    assert [len(arm["runs"]) for arm in data["arms"]] == [4, 4]
    assert [one["runs"] for one in data["repeated"]] == [3, 4]


def test_only_different_leaves_out_hops_that_are_the_same(sandbox: Sandbox) -> None:
    words = ("compare", *TWO, "-m", STATUS, "-m", REFUND, "-m", "cancel order 10093")
    whole, short = sandbox(*words)[1], sandbox(*words, "--only-different")[1]
    marked = [line for line in short.splitlines() if line.startswith("≠ ")]
    assert marked
    assert marked == [line for line in whole.splitlines() if line.startswith("≠ ")]
    assert f"hops are the same in all arms, {len(marked)} are not" in short
    assert "  redact " in whole
    assert "  redact " not in short


def test_each_arm_is_saved_as_a_recording_that_replays(sandbox: Sandbox, tmp_path: Path) -> None:
    name = str(tmp_path / "arm")
    code, _, err = sandbox("compare", *TWO, "-m", STATUS, "--save", name)
    files = sorted(path.name for path in tmp_path.glob("*.rec.jsonl"))
    assert (code, files) == (
        0,
        ["arm-sandbox-scripted.rec.jsonl", "arm-sandbox-sloppy.rec.jsonl"],
    )
    assert f"saved {files[0]}" in err
    for file in files:
        assert "sandbox/" in read_recording(tmp_path / file).head.title
        assert sandbox("replay", str(tmp_path / file))[0] == 0
    code, out, err = sandbox("compare", *TWO, "-m", STATUS, "--save", name)
    assert (code, out) == (2, "")
    assert "is there already" in err
    assert sandbox("compare", *TWO, "-m", REFUND, "--save", name, "--force")[0] == 0


def test_both_reports_are_written_where_they_were_asked_for(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    html, plain = tmp_path / "a.html", tmp_path / "a.md"
    code, out, err = sandbox(
        "compare", *TWO, "-m", STATUS, "--html", str(html), "--markdown", str(plain)
    )
    assert code == 0
    assert "wrote a.html\nwrote a.md" in err
    assert html.read_text("utf-8").startswith("<!doctype html>")
    assert plain.read_text("utf-8").startswith("# Comparison ")
    assert out.startswith("compare ")


ONE = "-m", STATUS
WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no models": (ONE, "--models is missing"),
    "one arm": (("--models", "sandbox/scripted", *ONE), "sandbox/scripted alone"),
    "five arms": (("--models", ",".join(["sandbox/sloppy"] * 5), *ONE), "5 models are too many"),
    "empty name": (("--models", "sandbox/scripted,,sandbox/sloppy", *ONE), "an empty name"),
    "unknown": (("--models", "sandbox/scripted,sandbox/slopy", *ONE), "sandbox/sloppy"),
    "human": (("--models", "sandbox/scripted,sandbox/human", *ONE), "sandbox/human"),
    "no words": (TWO, "there is nothing to compare on"),
    "no session": (("nobody@1", *TWO), "there is no session nobody"),
    "bad turn": (("refund@x", *TWO), "'x' is no number of a turn"),
    "far turn": (("refund@9", *TWO), "refund has 1 turn, so none begins with number 9"),
    "head of a recording": (("refund", *TWO, *ONE), "name the turn"),
    "seed of a fork": (("refund", *TWO, "--seed", "3"), "--seed goes with new sessions"),
    "budget": ((*TWO, *ONE, "--budget", "much"), "--budget much: should be dollars above 0"),
    "one file": ((*TWO, *ONE, "--html", "a.x", "--markdown", "./a.x"), "both want a.x"),
    "no folder": ((*TWO, *ONE, "--html", "no-such/a.html"), "a folder that there is not"),
    "a folder": ((*TWO, *ONE, "--html", "tests"), "tests is a folder"),
    "customer": ((*TWO, *ONE, "--as", "C-9999"), "there is no customer C-9999"),
    "pack": ((*TWO, *ONE, "--pack", "brigthcart"), "did you mean brightcart?"),
    "runs": ((*TWO, *ONE, "--repeat", "0"), "--repeat"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_use_is_one_line_and_makes_no_session(sandbox: Sandbox, what: str) -> None:
    words, says = WRONG[what]
    code, out, err = sandbox("compare", *words)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1
    assert json.loads(sandbox("sessions", "list", "--json")[1]) == []


SCRIPTS: dict[str, tuple[str, str]] = {
    "field": (f"- say: {STATUS}\n  expects: {{}}\n", "item 1 has no field 'expects'"),
    "rule": (f"- say: {STATUS}\n  expect: {{outcom: x}}\n", "did you mean"),
    "tool": (f"- say: {STATUS}\n  expect: {{tools: [get_ordr]}}\n", "get_order"),
    "outcome": (f"- say: {STATUS}\n  expect: {{outcome: answred}}\n", "answered"),
    "turn": (
        f"- say: {STATUS}\n  expect: {{rows: [{{table: orders, turn: 1}}]}}\n",
        "its own turn",
    ),
    "twice": (f"- say: {STATUS}\n  expect: {{outcome: asked, outcomes: [asked]}}\n", "twice"),
    "no mapping": (f"- say: {STATUS}\n  expect: answered\n", "expect is a mapping"),
    "no list": ("say: x\n", "a script is a list"),
}


@pytest.mark.parametrize("what", SCRIPTS)
def test_a_mistake_in_a_script_is_named_with_file_and_item(
    sandbox: Sandbox, tmp_path: Path, what: str
) -> None:
    text, says = SCRIPTS[what]
    code, out, err = sandbox("compare", *TWO, "--script", _script(tmp_path, text))
    assert (code, out) == (2, "")
    assert "talk.yaml" in err
    assert says in err
    assert len(err.splitlines()) == 1


def test_a_model_without_its_key_ends_its_own_arm(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    models = "sandbox/scripted,groq/openai/gpt-oss-20b"
    code, out, _ = sandbox("compare", "--models", models, "-m", STATUS)
    assert code == 1
    assert "failed: no key for groq/openai/gpt-oss-20b" in out


def test_expectations_count_the_same_where_an_arm_never_began(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    models = "sandbox/scripted,groq/openai/gpt-oss-20b"
    words = ("compare", "--models", models, "--script", _script(tmp_path, GOOD))
    code, out, _ = sandbox(*words)
    assert code == 1
    assert "3 held" in out
    assert "0 held, 3 not" in out
    arms = json.loads(sandbox(*words, "--json")[1])["arms"]
    counts = [[(one["held"], one["failed"]) for one in arm["runs"][0]["verdicts"]] for arm in arms]
    assert counts == [[(2, 0), (1, 0)], [(0, 2), (0, 1)]]


def test_an_expectation_that_is_wrong_in_several_ways_is_one_that_does_not_hold(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    state = "{table: orders, rows: {O-10070: {status: lost, customer_id: nobody}}}"
    script = f"- say: {STATUS}\n  expect: {{outcome: answered, end_state: [{state}]}}\n"
    code, out, _ = sandbox("compare", *TWO, "--script", _script(tmp_path, script))
    assert code == 1
    assert out.count("not as expected: sandbox/scripted") == 2
    assert "1 held, 1 not" in out


@pytest.mark.parametrize(
    "expect",
    [
        '{reply: "Hello Nadia Brandvik"}',
        '{reply: {contains: "Nadia Brandvik"}}',
        "{reply: jo.doe@private.example}",
        "{end_state: [{table: customers, rows: {C-0007: {name: Nadia Brandvik}}}]}",
        "{variables: {email: jo.doe@private.example}}",
        "{calls: [{tool: get_order, arguments: {order_id: jo.doe@private.example}}]}",
    ],
)
def test_personal_values_of_an_expectation_stand_in_no_output_and_no_report(
    sandbox: Sandbox, tmp_path: Path, expect: str
) -> None:
    script = _script(tmp_path, f"- say: {STATUS}\n  expect: {expect}\n")
    html, plain = tmp_path / "a.html", tmp_path / "a.md"
    words = ("compare", *TWO, "--script", script, "--html", str(html), "--markdown", str(plain))
    code, out, err = sandbox(*words)
    _, data, _ = sandbox("compare", *TWO, "--script", script, "--json")
    assert code == 1, err
    assert "not as expected" in out
    for text in (out, err, data, html.read_text("utf-8"), plain.read_text("utf-8")):
        assert "Brandvik" not in text
        assert "private.example" not in text


def test_no_arm_that_comes_to_its_end_is_told_by_the_exit_code(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = Refuse(401, {"error": {"message": f"Incorrect API key: {SECRET}", "type": "auth"}})
    with in_thread(OpenAIServer(script=lambda body: step)) as server:
        monkeypatch.setenv("SANDBOX_API_BASE", server.base)
        monkeypatch.setenv("SANDBOX_API_KEY", SECRET)
        words = ("--models", "openai/a,openai/b", "-m", STATUS)
        code, out, err = sandbox("compare", *words)
    assert code == 3
    assert "no arm came to its end" in err
    assert SECRET not in out + err


def test_a_planted_key_is_in_no_file_and_no_output(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from sandbox.models.offline import offline_model

    brain = scripted_brain(offline_model("sandbox/scripted", 1))
    with in_thread(OpenAIServer(script=brain)) as server:
        host = server.host
        monkeypatch.setenv("SANDBOX_API_BASE", server.base)
        monkeypatch.setenv("SANDBOX_API_KEY", SECRET)
        files = ("--html", str(tmp_path / "a.html"), "--markdown", str(tmp_path / "a.md"))
        words = ("--models", "sandbox/scripted,openai/mine", "-m", STATUS, *files)
        code, out, err = sandbox("compare", *words, "--save", str(tmp_path / "arm"), "--json")
    assert code == 0, err
    assert SECRET in server.requests[0].headers["authorization"]
    everywhere = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert [
        text for text in (out.encode(), err.encode(), *everywhere) if SECRET.encode() in text
    ] == []
    told = [text for text in (out, err) if host in text or str(tmp_path) in text]
    assert told == []


def test_the_import_of_litellm_stands_in_no_arms_time(tmp_path: Path) -> None:
    loaded = (
        "import asyncio, sys\n"
        "from sandbox.cli.compare_arms import Wish\n"
        "from sandbox.cli.compare_plan import Limits, plan_of\n"
        "from sandbox.adapters.ask import AnswerAll\n"
        "from sandbox.compare.arm import arms_of\n"
        "from sandbox.settings import load_settings\n"
        "arms = arms_of(['sandbox/scripted', sys.argv[1]])\n"
        "wish, ask = Wish(messages=('hello',)), AnswerAll(False)\n"
        "plan, open_arm = plan_of(arms, wish, Limits(), lambda arm: ask, load_settings())\n"
        "asyncio.run(open_arm(arms[0], 1)).name\n"
        "print('litellm' in sys.modules)\n"
    )
    env = {**os.environ, "SANDBOX_HOME": str(tmp_path), "SANDBOX_API_BASE": "http://127.0.0.1:9"}
    for model, needed in (("openai/mine", "True"), ("sandbox/sloppy", "False")):
        done = subprocess.run(
            [sys.executable, "-c", loaded, model],
            cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        assert done.stdout.strip() == needed


def test_ctrl_c_keeps_and_shows_what_is_finished(tmp_path: Path) -> None:
    with in_thread(OpenAIServer(script=lambda body: Say(broken="hang"))) as server:
        env = {**os.environ, "SANDBOX_HOME": str(tmp_path), "SANDBOX_API_BASE": server.base}
        words = ("compare", "--models", "sandbox/scripted,openai/mine", "-m", STATUS, "--json")
        running = subprocess.Popen(
            [sys.executable, "-m", "sandbox.cli", *words],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        asked = _waits(lambda: bool(server.requests))
        done = _waits(
            lambda: any("session_ended" in _text(log) for log in tmp_path.rglob("*.jsonl"))
        )
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (asked, done) == (True, True), err
    assert running.returncode == 130, err
    assert "stopped; what was finished is kept" in err
    assert "Traceback" not in err
    data = json.loads(out)
    assert [arm["state"] for arm in data["arms"]] == ["done", "stopped"]


DOCS = (ROOT / "docs" / "comparing.md").read_text("utf-8")
EXAMPLES = [
    line.partition(" #")[0].strip()
    for line in DOCS.splitlines()
    if line.startswith("sandbox compare ") and "openai/" not in line
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_of_the_docs_runs_as_it_is_printed(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str
) -> None:
    for part in ("fixtures", "prompts"):
        (tmp_path / part).symlink_to(ROOT / part)
    _script(tmp_path, DOCS.partition("```yaml\n")[2].partition("```")[0])
    monkeypatch.chdir(tmp_path)
    assert sandbox("run", "-m", STATUS, "-m", REFUND)[0] == 0
    code, out, err = sandbox(*shlex.split(line)[1:])
    assert code == 0, out + err


@pytest.mark.parametrize(
    "name", ["refund-twice", "dead-letter", "identified-first", "model-faults", "repaired"]
)
def test_two_arms_of_a_model_that_does_not_vary_do_not_differ_in_a_single_hop(
    sandbox: Sandbox, name: str
) -> None:
    models = "sandbox/scripted,sandbox/scripted"
    data = _data(sandbox, name, "--models", models, "--approve", "all")
    assert len(data["aligned"]) > 10
    assert [row for row in data["aligned"] if row["different"]] == []
    assert data["differences"][0]["differences"] == []
    assert data["arms"][1]["runs"][0]["effect"] == {"rows": []}


def test_after_a_comma_the_shell_offers_models_for_the_next_arm() -> None:
    offered = [word for word, _ in _several("sandbox/scripted,sandbox/sl")]
    assert offered == ["sandbox/scripted,sandbox/sloppy"]


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _waits(until: Callable[[], bool], seconds: float = 70.0) -> bool:
    from time import monotonic, sleep

    end = monotonic() + seconds
    while monotonic() < end:
        if until():
            return True
        sleep(0.05)
    return False

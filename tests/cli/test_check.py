"""`sandbox check`: one hop on its own, from the command line."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox

ROOT = Path(__file__).parents[2]


@pytest.fixture
def check(sandbox: Sandbox) -> Sandbox:
    """Runs `sandbox check …`."""
    return partial(sandbox, "check")


@pytest.mark.parametrize(
    ("tool", "arguments", "code", "verdict"),
    [
        ("get_order", '{"order_id": "O-10042"}', 0, "ok"),
        ("get_order", '{"orderId": "o10042"}', 0, "repaired"),
        ("get_order", '{"order_id": "O-10042",}', 0, "repaired"),
        ("cancel_order", '{"order_id": "O-10093"}', 0, "ok"),
        ("get_order", '{"order_id": "O-99999"}', 1, "ask_model"),
        ("get_order", '{"order_id": "O-1', 1, "ask_model"),
        ("get_orders", "{}", 1, "ask_model"),
        ("cancel_order", '{"order_id": "O-10042"}', 1, "rejected"),
    ],
)
def test_the_exit_code_says_whether_there_is_a_finding(
    check: Sandbox, tool: str, arguments: str, code: int, verdict: str
) -> None:
    ended, out, err = check("call", tool, arguments, "--json")
    assert (ended, err) == (code, "")
    found = json.loads(out)
    assert found["verdict"] == verdict
    keys = ["verdict", "tool", "arguments", "repairs", "problems", "policy", "unchecked"]
    assert list(found) == keys
    assert set(found["policy"]) == {"verdict", "rule"}


def test_people_read_mends_problems_and_policy(check: Sandbox) -> None:
    _, out, _ = check("call", "get_order", '{"orderId": "o10042"}')
    assert out.splitlines()[0] == "get_order: repaired"
    assert '"o10042" → "O-10042"  (id-format)' in out
    assert "policy  allow (reads) · ownership not checked: no --as" in out
    _, out, _ = check("call", "get_order", "{}")
    assert "wrong   order_id is missing." in out
    assert "told to the model: /order_id: missing" in out


def test_lines_are_judged_in_order_and_come_back_beside_their_verdicts(
    check: Sandbox, tmp_path: Path
) -> None:
    lines = [
        '{"tool": "get_order", "arguments": {"order_id": "10042"}, "id": 7}',
        "nonsense",
        '{"tool": "get_order"}',
        '{"tool": "", "arguments": "<tool_call>{\\"name\\": \\"get_order\\", \\"arguments\\": '
        '{\\"order_id\\": \\"O-10042\\"}}</tool_call>"}',
    ]
    file = tmp_path / "calls.jsonl"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    code, out, err = check("call", "--file", str(file))
    assert (code, err) == (1, "")
    found = [json.loads(line) for line in out.splitlines()]
    assert [one.get("verdict") for one in found] == ["repaired", None, None, "repaired"]
    assert found[0]["input"] == json.loads(lines[0])
    assert found[1] == {"error": "line 2: it is no JSON: Expecting value", "input": "nonsense"}
    assert "arguments" in found[2]["error"]
    assert found[3]["tool"] == "get_order"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("call",), 2, "--file"),
        (("call", "get_order", "{}", "--file", "x"), 2, "--file"),
        (("call", "get_order", "{}", "--pack", "brightcard"), 2, "brightcart"),
        (("call", "get_order", "{}", "--as", "C-9999"), 2, "C-9999"),
        (("call", "--file", "missing.jsonl"), 3, "missing.jsonl"),
        (("policy", "get_orders", "{}"), 2, "no tool get_orders"),
        (("policy", "get_order", "{"), 2, "no JSON"),
        (("route",), 2, "--file"),
        (("redact",), 2, "--file"),
    ],
)
def test_wrong_use_is_one_line(
    check: Sandbox, words: tuple[str, ...], code: int, says: str
) -> None:
    ended, out, err = check(*words)
    assert (ended, out) == (code, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_ownership_and_provenance_are_asked_for_by_name(check: Sandbox) -> None:
    call = ("call", "get_order", '{"order_id": "O-10042"}', "--json")
    rules = [
        json.loads(check(*call, *more)[1])["policy"]["rule"]
        for more in ((), ("--as", "C-0012"), ("--as", "nobody"))
    ]
    assert rules == ["reads", "own-rows-only", "identify-first"]
    write = ("call", "cancel_order", '{"order_id": "O-10093"}', "--json")
    said = json.loads(check(*write, "--said", "cancel my order")[1])
    assert said["verdict"] == "ok"
    assert said["policy"]["verdict"] == "confirm"


def test_no_verdict_hides_what_it_leaves_open(check: Sandbox) -> None:
    read = ("get_order", '{"order_id": "O-10042"}')
    write = ("cancel_order", '{"order_id": "O-10093"}')
    assert json.loads(check("call", *read, "--json")[1])["unchecked"] == ["ownership"]
    assert json.loads(check("policy", *read, "--json")[1])["unchecked"] == ["ownership"]
    both = json.loads(check("call", *write, "--json")[1])["unchecked"]
    assert both == ["ownership", "provenance"]
    given = ("--as", "C-0012", "--said", "cancel O-10093", "--json")
    assert json.loads(check("call", *write, *given)[1])["unchecked"] == []
    assert check("policy", *read)[1].startswith("allow (reads) · ownership not checked: no --as\n")
    assert "not checked" not in check("policy", *read, "--as", "C-0007")[1]
    for hop in ("call", "policy"):
        helped = " ".join(check(hop, "--help")[1].replace("│", " ").split())
        assert "without it ownership is not checked" in helped


def test_a_tool_may_be_named_with_its_service_without_being_a_mend(
    check: Sandbox,
) -> None:
    call = ("orders.get_order", '{"order_id": "O-10042"}', "--json")
    found = json.loads(check("call", *call)[1])
    assert (found["verdict"], found["tool"], found["repairs"]) == ("ok", "get_order", [])
    assert json.loads(check("policy", *call)[1])["verdict"] == "allow"
    assert check("policy", "crm.get_order", "{}")[0] == 2


def test_policy_route_and_redact_stand_alone_too(check: Sandbox, tmp_path: Path) -> None:
    code, out, _ = check("policy", "cancel_order", '{"order_id": "O-10093"}', "--json")
    assert (code, json.loads(out)["verdict"]) == (0, "confirm")
    code, out, _ = check("route", "my parcel arrived broken", "--json")
    assert (code, json.loads(out)["intent"]) == (0, "damaged_item")
    code, out, _ = check("redact", "write to jo@private.example", "--json")
    assert (code, json.loads(out)["spans"][0]["start"]) == (0, 9)
    train = tmp_path / "train.jsonl"
    train.write_text('{"text": "play jazz", "intent": "music"}\n', "utf-8")
    _, out, _ = check("route", "play jazz", "--train", str(train), "--json")
    assert json.loads(out)["intent"] == "music"


def test_a_check_loads_neither_a_model_s_library_nor_the_screen() -> None:
    code = (
        "import json, sys, sandbox.cli.main as m\n"
        'call = \'{"orderId": "10042"}\'\n'
        "sys.argv = ['sandbox', 'check', 'call', 'get_order', call, '--json']\n"
        "m.main()\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert not loaded & {"litellm", "openai", "textual", "opentelemetry", "sqlite_utils"}

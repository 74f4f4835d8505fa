"""`sandbox import mcp`: the tools of a running server, in a pack of ours."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.pack.domain_file import ServiceForm
from tests.cli.command_line import Sandbox
from tests.cli.test_mcp import over_http

PARTS = Path(__file__).with_name("parts_server.py")
LIBRARY = Path(__file__).parents[2] / "examples" / "library"
BARE = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    answer = {"error": {"code": -32601, "message": "no such method"}}
    if asked["method"] == "initialize":
        version = asked["params"]["protocolVersion"]
        info = {"name": "bare", "version": "1"}
        answer = {"result": {"protocolVersion": version, "capabilities": {}, "serverInfo": info}}
    if "id" in asked:
        print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], **answer}), flush=True)
"""
"""A server that shakes hands and knows nothing else."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copy(PARTS, tmp_path / "parts.py")
    return tmp_path


@pytest.fixture
def command(tmp_path: Path) -> str:
    return f"{sys.executable} {tmp_path / 'parts.py'} {tmp_path / 'diary.txt'}"


def says(tmp_path: Path, *replies: str) -> list[str]:
    """Options of `run` for a model that replies so."""
    (tmp_path / "replies.yaml").write_text(yaml.safe_dump(list(replies)), "utf-8")
    return ["--model", "sandbox/human", "--human", "replies.yaml"]


def outcome(sandbox: Sandbox, turn: int = -1) -> dict[str, Any]:
    """What the last call of a turn came to."""
    data = json.loads(sandbox("sessions", "show", "last", "--json")[1])
    hops = [hop["output"] for hop in data["turns"][turn]["hops"] if hop["output"]]
    return [one["outcome"] for one in hops if one["hop"] == "execute"][-1]


def test_tools_come_in_by_their_hints_and_writes_are_denied(
    sandbox: Sandbox, command: str, tmp_path: Path
) -> None:
    code, out, err = sandbox("import", "mcp", "parts", "--command", command)
    assert (code, err.count("\n")) == (0, 1)
    assert "reads, allowed: check_stock, count_stock, find_part" in out
    assert "may change something, denied: order_part, wipe_stock" in out
    code, out, _ = sandbox("tools", "--pack", "parts", "--json")
    tools = {tool["name"]: tool for tool in json.loads(out)}
    assert tools["find_part"]["effect"] == "read"
    assert tools["order_part"]["effect"] == "write"
    assert tools["wipe_stock"]["effect"] == "irreversible"
    assert tools["find_part"]["arguments"]["required"] == ["name"]
    code, out, _ = sandbox("check", "policy", "wipe_stock", "{}", "--pack", "parts", "--json")
    assert (code, json.loads(out)["rule"]) == (1, "parts-unlisted")
    code, out, _ = sandbox("lint", "parts")
    assert (code, "error" in out) == (0, False)


def test_a_session_calls_the_server_and_its_log_replays_without_it(
    sandbox: Sandbox, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTS_KEY", "k-123")
    words = ("--command", command, "--env", "PARTS_KEY", "--allow", "order_part")
    assert sandbox("import", "mcp", "parts", *words)[0] == 0
    replies = says(
        tmp_path,
        '/call find_part {"name": "gasket"}',
        "There is one.",
        '/call order_part {"part": "P-6", "count": 2}',
        "It is ordered.",
    )
    told = ("-m", "hello, a gasket please", "-m", "please order 2 of part P-6")
    code, out, _ = sandbox("run", "--pack", "parts", *replies, *told, "--approve", "all")
    assert (code, "execute parts.find_part  ok" in out) == (0, True)
    assert "CONFIRM parts-listed, approve by --approve all" in out
    assert outcome(sandbox, 0)["result"] == {"part": "P-6", "name": "gasket", "key": "k-123"}
    assert (tmp_path / "diary.txt").read_text() == "2 of P-6\n"
    assert not alive(tmp_path)
    (tmp_path / "parts.py").unlink()
    code, out, _ = sandbox("replay", "last")
    assert (code, "identical · strict · 2 turns" in out) == (0, True)
    assert "0 tool calls, 0 sockets" in out
    code, out, _ = sandbox("replay", "last", "--mode", "drift")
    assert (code, "parts is an MCP server and can't be called in the sandbox" in out) == (1, True)
    assert "k-123" not in (tmp_path / "fixtures" / "parts" / "domain.yaml").read_text()


def alive(tmp_path: Path) -> bool:
    """Whether the server's process is still there."""
    try:
        os.kill(int((tmp_path / "diary.pid").read_text()), 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_that_is_not_there_is_one_line_and_a_fault(
    sandbox: Sandbox, command: str, tmp_path: Path
) -> None:
    assert sandbox("import", "mcp", "parts", "--command", command)[0] == 0
    (tmp_path / "parts.py").unlink()
    replies = says(tmp_path, '/call find_part {"name": "gasket"}', "I can't look.")
    code, _, err = sandbox("run", "--pack", "parts", *replies, "-m", "hello, a gasket please")
    assert (code, "Traceback" in err) == (0, False)
    fault = outcome(sandbox)["fault"]
    assert fault["kind"] == "unavailable"
    assert fault["message"].startswith("parts: no MCP server answers at ")
    code, out, err = sandbox("import", "mcp", "more", "--command", command)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "more: no MCP server answers at" in err


def test_a_server_that_fails_or_is_late_is_told_as_such(
    sandbox: Sandbox, command: str, tmp_path: Path
) -> None:
    assert sandbox("import", "mcp", "parts", "--command", command)[0] == 0
    file = tmp_path / "fixtures" / "parts" / "tools.yaml"
    tools = yaml.safe_load(file.read_text("utf-8"))
    once = {name: {**tool, "retries": 0} for name, tool in tools.items()}
    once["count_stock"]["timeout"] = 2.0  # the others may have to start the server first
    file.write_text(yaml.safe_dump(once), "utf-8")
    calls = (
        '/call check_stock {"die": false}',
        '/call count_stock {"seconds": 30}',
        '/call check_stock {"die": true}',
        '/call find_part {"name": "nut"}',
    )
    replies = says(tmp_path, *(word for call in calls for word in (call, "Well.")))
    told = [word for _ in calls for word in ("-m", "hello, is the nut there?")]
    assert sandbox("run", "--pack", "parts", *replies, *told)[0] == 0
    failed, late, died = (outcome(sandbox, turn)["fault"] for turn in range(3))
    assert failed["kind"] == "tool_error"
    assert "check_stock" in failed["message"]
    assert late["message"] == "parts did not answer within 2 s"
    assert died["message"] == "parts went away during the call"
    assert outcome(sandbox)["status"] == "ok"


@pytest.mark.parametrize("count", [11, 12, 13], ids=["error", "is_error", "no answer"])
def test_a_write_that_may_have_been_done_is_unknown_and_is_not_sent_again(
    sandbox: Sandbox, command: str, tmp_path: Path, count: int
) -> None:
    words = ("--command", command, "--allow", "order_part")
    assert sandbox("import", "mcp", "parts", *words)[0] == 0
    call = f'/call order_part {{"part": "P-6", "count": {count}}}'
    replies = says(tmp_path, call, "I can't say.", call, "I can't say.")
    told = ("-m", f"please order {count} of part P-6") * 2
    assert sandbox("run", "--pack", "parts", *replies, *told, "--approve", "all")[0] == 0
    assert outcome(sandbox, 0)["status"] == "unknown"
    assert outcome(sandbox, 1)["status"] == "unknown"
    assert (tmp_path / "diary.txt").read_text() == f"{count} of P-6\n"


def test_a_call_of_which_the_server_knows_nothing_was_not_done(
    sandbox: Sandbox, command: str, tmp_path: Path
) -> None:
    words = ("--command", command, "--allow", "order_part")
    assert sandbox("import", "mcp", "parts", *words)[0] == 0
    (tmp_path / "parts.py").write_text(BARE, "utf-8")
    replies = says(tmp_path, '/call order_part {"part": "P-6", "count": 2}', "It can't be done.")
    told = ("-m", "please order 2 of part P-6")
    assert sandbox("run", "--pack", "parts", *replies, *told, "--approve", "all")[0] == 0
    assert outcome(sandbox)["status"] == "failed"
    assert outcome(sandbox)["fault"]["message"] == "no such method"


def test_a_server_that_never_shakes_hands_is_late_as_any_call_is(
    sandbox: Sandbox, command: str, tmp_path: Path
) -> None:
    words = ("--command", command, "--allow", "order_part")
    assert sandbox("import", "mcp", "parts", *words)[0] == 0
    file = tmp_path / "fixtures" / "parts" / "tools.yaml"
    late = file.read_text("utf-8").replace("timeout: 30.0", "timeout: 1.0\n  retries: 0")
    file.write_text(late, "utf-8")
    (tmp_path / "parts.py").write_text("import sys\nsys.stdin.read()\n", "utf-8")
    replies = says(tmp_path, '/call order_part {"part": "P-6", "count": 2}', "It can't be done.")
    told = ("-m", "please order 2 of part P-6")
    code, _, err = sandbox("run", "--pack", "parts", *replies, *told, "--approve", "all")
    assert (code, "Traceback" in err) == (0, False)
    assert outcome(sandbox)["status"] == "failed"  # nothing was sent
    assert outcome(sandbox)["fault"]["message"].startswith("parts did not answer within 1 s")


def test_what_a_server_prints_that_is_no_protocol_stays_off_our_stderr(
    sandbox: Sandbox, command: str, tmp_path: Path
) -> None:
    file = tmp_path / "parts.py"
    noisy = file.read_text("utf-8").replace(
        "\nserver = ", "\nprint('Hello!', flush=True)\nserver = "
    )
    file.write_text(noisy, "utf-8")
    # A process of its own: pytest has handlers of its own, and another test may have silenced it.
    words = ("import", "mcp", "parts", "--command", command)
    start = "from sandbox.cli.main import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", start, *words], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, "find_part" in ran.stdout) == (0, True)
    assert (ran.stderr.count("\n"), "JSONRPC" in ran.stderr) == (1, False)


def test_a_variable_that_is_not_set_is_named(
    sandbox: Sandbox, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARTS_KEY", raising=False)
    words = ("--command", command, "--env", "PARTS_KEY")
    code, _, err = sandbox("import", "mcp", "parts", *words)
    assert (code, err.count("\n")) == (3, 1)
    assert "PARTS_KEY is not set in the environment" in err


def test_a_service_is_added_to_a_pack_whose_comments_stay(
    sandbox: Sandbox, command: str, tmp_path: Path
) -> None:
    shutil.copytree(LIBRARY, tmp_path, dirs_exist_ok=True)
    files = ("--tools", "tools.json", "--db", "db.json")
    assert sandbox("import", "openai", "library", *files)[0] == 0
    domain = tmp_path / "fixtures" / "library" / "domain.yaml"
    limit = "# how often\nservices:\n    library: {at_once: 2}  # two\n"
    domain.write_text(domain.read_text("utf-8") + limit, "utf-8")
    code, out, _ = sandbox("import", "mcp", "parts", "--command", command, "--into", "library")
    assert (code, "library: 5 tools of the service parts" in out) == (0, True)
    text = domain.read_text("utf-8")
    assert "# how often" in text
    services = yaml.safe_load(text)["services"]
    assert services["library"] == {"at_once": 2}
    assert services["parts"]["mcp"]["names"] == {"find_part": "find-part"}
    replies = says(tmp_path, '/call find_part {"name": "nut"}', "There it is.")
    assert sandbox("run", "--pack", "library", *replies, "-m", "hello, the nut?")[0] == 0
    assert outcome(sandbox)["status"] == "ok"
    before = text, (tmp_path / "fixtures" / "library" / "tools.yaml").read_text("utf-8")
    code, _, err = sandbox("import", "mcp", "parts", "--command", command, "--into", "library")
    assert (code, "library has a service parts already" in err) == (2, True)
    code, _, err = sandbox("import", "mcp", "other", "--command", command, "--into", "library")
    assert (code, "library has a tool find_part already" in err) == (2, True)
    after = domain.read_text("utf-8"), domain.with_name("tools.yaml").read_text("utf-8")
    assert after == before


def test_a_server_over_http_is_known_by_address_and_token(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with over_http(tmp_path / "other", "brightcart") as (address, token):
        monkeypatch.setenv("SHOP_TOKEN", token)
        words = ("--url", address, "--token", "SHOP_TOKEN")
        assert sandbox("import", "mcp", "shop", *words)[0] == 0
        replies = says(tmp_path, '/call get_order {"order_id": "O-10042"}', "It was delivered.")
        assert sandbox("run", "--pack", "shop", *replies, "-m", "hello, order O-10042?")[0] == 0
        assert outcome(sandbox)["result"]["order_id"] == "O-10042"
        monkeypatch.setenv("SHOP_TOKEN", "wrong")
        code, _, err = sandbox("import", "mcp", "again", *words)
        assert (code, err.count("\n")) == (3, 1)
    code, _, err = sandbox("import", "mcp", "gone", *words)
    assert (code, err.count("\n")) == (3, 1)
    assert "gone: no MCP server answers at http://127.0.0.1" in err
    assert token not in (tmp_path / "fixtures" / "shop" / "domain.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "give either --command or --url"),
        (("--command", "a", "--url", "https://b/mcp"), "give either --command or --url"),
        (("--url", "http://far.example/mcp"), "https://…, or http:// on this machine"),
        (("--command", "a", "--env", "KEY=1"), "the name of an environment variable"),
        (("--command", "'a"), "--command: No closing quotation"),
        (("--command", "no-such-program-here"), "no MCP server answers at no-such-program-here"),
    ],
)
def test_wrong_use_is_one_line(sandbox: Sandbox, words: tuple[str, ...], told: str) -> None:
    code, out, err = sandbox("import", "mcp", "parts", *words)
    assert code in (2, 3)
    assert (out, err.count("\n")) == ("", 1)
    assert told in err
    assert not Path("fixtures").exists()


def test_the_service_that_the_docs_show_is_one() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "importing.md").read_text("utf-8")
    shown = yaml.safe_load(docs.split("```yaml\n")[1].split("```")[0])
    # As a pack is read: its lists are tuples.
    form = ServiceForm.model_validate_json(json.dumps(shown["services"]["parts"]))
    assert form.mcp is not None
    assert form.mcp.names == {"find_part": "find-part"}

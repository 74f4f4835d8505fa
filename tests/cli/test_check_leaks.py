"""`sandbox check leaks`: it finds nothing in the pack that ships, and what leaks it names."""

import json
from functools import partial
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.own_pack import own_pack

SCRIPT = "- Where is my order O-10042?\n- say: I want a refund for it\n"
LEAKING = """
    import base64

    mail = base64.b64encode(world.rows("customers", id=world.customer)[0]["email"].encode())
    raise ToolError(f"upstream said no: {mail.decode()}", "tool_error")
"""


@pytest.fixture
def sandbox(sandbox: Sandbox, tmp_path: Path) -> Sandbox:
    """Runs `sandbox check leaks …`, with a script of two messages."""
    script = tmp_path / "talk.yaml"
    script.write_text(SCRIPT, "utf-8")
    return partial(sandbox, "check", "leaks", "--script", str(script))


@pytest.fixture
def leaking(tmp_path: Path) -> Path:
    """The shipped pack with a tool that tells a mail address, in Base64, in its error."""
    pack = own_pack(tmp_path)
    tools = pack / "tools" / "orders.py"
    head = "def get_order(world: World, order_id: str) -> Row:\n"
    assert head in tools.read_text("utf-8")
    tools.write_text(tools.read_text("utf-8").replace(head, head + LEAKING.lstrip("\n")), "utf-8")
    return pack


def test_the_shipped_pack_leaks_nothing_and_leaves_no_session_behind(sandbox, tmp_path):
    code, out, _ = sandbox("--json")
    report = json.loads(out)
    assert (code, report["leaks"]) == (0, [])
    assert report["canaries"] > 10
    assert report["searched"] > 50
    assert not (tmp_path / "home" / "sessions").exists()


def test_a_tool_that_leaks_in_an_error_text_is_caught_and_each_sink_named(sandbox, leaking):
    code, out, _ = sandbox("--json", "--pack", str(leaking))
    leaks = json.loads(out)["leaks"]
    assert code == 1
    assert {leak["kind"] for leak in leaks} == {"mail"}
    sinks = " | ".join(leak["sink"] for leak in leaks)
    for part in ("tool_responded", "execute", "recording", "export as openai", "pane execute"):
        assert part in sinks


def test_a_leak_is_told_without_its_value(sandbox, leaking):
    code, out, err = sandbox("--pack", str(leaking))
    assert code == 1
    assert "mail in talk.yaml: log, turn 3, tool_responded" in out
    assert "leak-check" not in out + err


def test_a_pack_without_personal_columns_is_told_that_nothing_can_be_planted(sandbox, leaking):
    schema = leaking / "schema.yaml"
    lines = schema.read_text("utf-8")
    for kind in ("name", "email", "phone", "address", "card", "value", "iban"):
        lines = lines.replace(f"personal: {kind}, ", "").replace(f"personal: {kind}", "")
    schema.write_text(lines, "utf-8")
    code, _, err = sandbox("--pack", str(leaking))
    assert code == 2
    assert "personal:" in err

"""`sandbox mcp serve`, driven by the protocol's own clients: over its pipes, and over HTTP."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, ClientSession, MCPError, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from tests.cli.command_line import Sandbox

ROOT = Path(__file__).parents[2]
SERVE = ["-m", "sandbox.cli", "mcp", "serve"]


@asynccontextmanager
async def pipes(home: Path, *words: str) -> AsyncGenerator[ClientSession]:
    """A client of the SDK, beside the server that it has started."""
    server = StdioServerParameters(
        command=sys.executable, args=[*SERVE, *words], env={"SANDBOX_HOME": str(home)}, cwd=ROOT
    )
    with open(os.devnull, "w") as nowhere:  # noqa: ASYNC230, PTH123 - nothing waits for it
        async with stdio_client(server, nowhere) as streams, ClientSession(*streams) as session:
            await session.initialize()
            yield session


def said(result: CallToolResult) -> str:
    return result.content[0].text  # pyright: ignore[reportAttributeAccessIssue]


async def test_reads_are_listed_with_their_schemas_and_hints_and_writes_are_not(
    tmp_path: Path,
) -> None:
    async with pipes(tmp_path, "brightcart") as session:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    order = tools["get_order"]
    assert "cancel_order" not in tools
    assert order.input_schema["required"] == ["order_id"]
    assert order.input_schema["additionalProperties"] is False
    assert order.output_schema is not None
    assert "status" in order.output_schema["properties"]
    assert order.annotations is not None
    assert (order.annotations.read_only_hint, order.annotations.destructive_hint) == (True, False)


async def test_a_call_brings_the_row_and_a_wrong_one_says_in_words_what_is_wrong(
    tmp_path: Path,
) -> None:
    async with pipes(tmp_path, "brightcart") as session:
        found = await session.call_tool("get_order", {"order_id": "O-10042"})
        wrong = await session.call_tool("get_order", {"order_id": "42"})
        other = await session.call_tool("get_customer", {"customer_id": "C-0012"})
        withheld = await session.call_tool("cancel_order", {"order_id": "O-10093"})
        with pytest.raises(MCPError, match="there is no tool get_weather"):
            await session.call_tool("get_weather", {})
    assert not found.is_error
    assert found.structured_content["order_id"] == "O-10042"
    assert json.loads(said(found)) == found.structured_content
    assert wrong.is_error
    assert said(wrong).startswith('order_id: the text "42" stands where')
    assert other.is_error
    assert said(other).startswith("denied by the rule ")
    assert withheld.is_error
    assert "started without --write" in said(withheld)


async def test_personal_values_go_in_and_out_as_they_are(tmp_path: Path) -> None:
    words = ("brightcart", "--as", "nobody")
    async with pipes(tmp_path, *words) as session:
        mail = {"email": "nadia.brandvik@example.com", "order_id": "O-10042"}
        before = await session.call_tool("get_customer", {"customer_id": "C-0007"})
        known = await session.call_tool("verify_customer", mail)
        after = await session.call_tool("get_customer", {"customer_id": "C-0007"})
    assert before.is_error
    assert known.structured_content["verified"] is True
    assert after.structured_content["email"] == "nadia.brandvik@example.com"


async def test_what_needs_a_confirmation_is_refused_unless_somebody_approves(
    tmp_path: Path,
) -> None:
    order = {"order_id": "O-10093"}
    async with pipes(tmp_path, "brightcart", "--write") as session:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        refused = await session.call_tool("cancel_order", order)
        still = await session.call_tool("get_order", order)
    async with pipes(tmp_path, "brightcart", "--write", "--approve", "all") as session:
        done = await session.call_tool("cancel_order", order)
        again = await session.call_tool("cancel_order", order)
        gone = await session.call_tool("get_order", order)
    hints = tools["cancel_order"].annotations
    assert hints is not None
    assert hints.read_only_hint is False
    assert refused.is_error
    assert said(refused).startswith("not confirmed by the rule ")
    assert still.structured_content["status"] == "processing"
    assert done.structured_content["status"] == "cancelled"
    assert again.is_error
    assert gone.structured_content["status"] == "cancelled"


async def test_armed_faults_hit_foreign_clients_too(tmp_path: Path) -> None:
    words = ("brightcart", "--fault", "orders:unavailable")
    async with pipes(tmp_path, *words) as session:
        away = await session.call_tool("get_order", {"order_id": "O-10042"})
        crm = await session.call_tool("get_customer", {"customer_id": "C-0007"})
    assert away.is_error
    assert "orders can't be reached" in said(away)
    assert not crm.is_error


async def test_the_newest_protocol_without_a_handshake_is_spoken_as_well(tmp_path: Path) -> None:
    server = StdioServerParameters(
        command=sys.executable,
        args=[*SERVE, "brightcart"],
        env={"SANDBOX_HOME": str(tmp_path)},
        cwd=ROOT,
    )
    async with Client(server, mode="2026-07-28") as client:
        found = await client.call_tool("get_order", {"order_id": "O-10042"})
    assert found.structured_content["order_id"] == "O-10042"


@contextmanager
def over_http(home: Path, *words: str) -> Generator[tuple[str, str]]:
    """Address and token of a server on a free port."""
    server = subprocess.Popen(
        [sys.executable, *SERVE, "--http", "0", *words],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "SANDBOX_HOME": str(home)},
    )
    assert server.stderr is not None
    try:
        told = ""
        while "Bearer" not in told:
            line = server.stderr.readline()
            assert line, told
            told += line
        address = re.search(r"http://\S+/mcp", told)
        token = re.search(r"Bearer (\S+)", told)
        assert address
        assert token
        yield address[0], token[1]
        server.send_signal(signal.SIGINT)
        assert server.wait(20) in (0, 130)
        assert "Traceback" not in server.stderr.read()
    finally:
        server.kill()
        server.wait()
        server.stderr.close()


def test_a_copy_of_a_session_is_served_over_http_and_keeps_the_calls(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert sandbox("run", "-m", "where is my order 10042?")[0] == 0
    with over_http(home, "--session", "last", "--write", "--approve", "all") as (address, token):
        asyncio.run(_cancel(address, token))
    code, out, _ = sandbox("sessions", "list", "--json")
    spoken, served = (one["session"] for one in json.loads(out))
    code, out, _ = sandbox("db", served, "diff")
    assert "after turn 1" in out
    assert "orders O-10093 status: processing → cancelled" in out
    assert "cancelled" not in sandbox("db", spoken, "diff")[1]
    assert "chain whole" in sandbox("sessions", "verify", served)[1]
    code, out, _ = sandbox("run", "--resume", served, "-m", "what about order 10093?")
    assert "O-10093 was cancelled" in out
    code, out, _ = sandbox("replay", served)
    assert (code, "identical · strict · 2 turns" in out) == (0, True)


async def _cancel(address: str, token: str) -> None:
    head = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=head) as http,
        streamable_http_client(address, http_client=http) as (read, write),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        calls = [session.call_tool("get_order", {"order_id": f"O-{n}"}) for n in (10042, 10077)]
        first, second = await asyncio.gather(*calls)
        done = await session.call_tool("cancel_order", {"order_id": "O-10093"})
    assert [one.structured_content["order_id"] for one in (first, second)] == ["O-10042", "O-10077"]
    assert done.structured_content["status"] == "cancelled"


def test_nobody_without_the_token_gets_in(tmp_path: Path) -> None:
    with over_http(tmp_path, "brightcart") as (address, token):
        assert _status(address, {}) == 401
        assert _status(address, {"Authorization": f"Bearer {token}x"}) == 401
        assert _status(address, {"Authorization": f"Bearer {token}"}) != 401
        # A page in a browser that got hold of the token's name only by rebinding a host name.
        foreign = {"Authorization": f"Bearer {token}", "Host": "evil.example"}
        assert _status(address, foreign) == 421


def _status(address: str, headers: dict[str, str]) -> int:
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    request = urllib.request.Request(address, b"{}", {**sent, **headers})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nope",), "no pack named 'nope'"),
        (("--in-place",), "--in-place needs --session"),
        (("brightcart", "--session", "last"), "give a pack or --session, not both"),
        (("brightcart", "--http", "70000"), "can't listen on port 70000"),
        (("brightcart", "--as", "C-9999"), "there is no customer C-9999"),
        (("--session", "nope"), "nope"),
    ],
)
def test_wrong_use_is_one_line(sandbox: Sandbox, words: tuple[str, ...], told: str) -> None:
    code, out, err = sandbox("mcp", "serve", *words)
    assert code in (2, 3)
    assert (out, err.count("\n")) == ("", 1)
    assert told in err


def test_without_the_extra_it_says_what_to_install(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_there(name: str, *_: Any) -> None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", not_there)
    code, _, err = sandbox("mcp", "serve")
    assert (code, "pip install 'hopscope[mcp]'" in err) == (3, True)


async def test_the_configuration_that_the_docs_show_starts_a_server(tmp_path: Path) -> None:
    docs = (ROOT / "docs" / "mcp.md").read_text("utf-8")
    shown = json.loads(docs.split("```json\n")[1].split("```")[0])["mcpServers"]["brightcart"]
    assert shown.pop("command") == "sandbox"
    async with pipes(tmp_path, *shown["args"][2:]) as session:
        found = await session.call_tool("get_order", {"order_id": "O-10042"})
    assert not found.is_error

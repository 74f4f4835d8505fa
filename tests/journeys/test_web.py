"""`sandbox serve` as a browser's socket meets it: who gets in, and what becomes of a visitor."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from yarl import URL

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


class Served:
    """A running `sandbox serve` and a client that keeps cookies."""

    def __init__(self, process: asyncio.subprocess.Process, address: str) -> None:
        self.process = process
        self.address = address
        self.said = ""
        self.base = address.partition("?")[0]
        self.port = urlsplit(address).port
        jar = aiohttp.CookieJar(unsafe=True)
        self.client = aiohttp.ClientSession(cookie_jar=jar)

    async def enter(self) -> None:
        async with self.client.get(self.address) as response:
            assert response.status == 200

    async def status(self, path: str = "", **headers: str) -> int:
        async with self.client.get(self.base + path, headers=headers) as response:
            return response.status

    async def children(self) -> list[int]:
        """Processes that it has started."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(word) for word in path.read_text().split()]


@asynccontextmanager
async def serving(home: Path, *words: str, **variables: str) -> AsyncIterator[Served]:
    env = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox.cli", "serve", "--port", "0", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**env, "SANDBOX_HOME": str(home), "TERM": "dumb", **variables},
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    assert line.startswith("http://"), line
    served = Served(process, line)
    try:
        yield served
    finally:
        await served.client.close()
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        served.said = out.decode() + err.decode()


class Screen:
    """The text that a socket's terminal was given so far."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.text = ""

    async def sees(self, words: str) -> None:
        """Waits until `words` were drawn."""
        async with asyncio.timeout(60):
            while words not in self.text:
                message = await self.socket.receive()
                assert message.type is aiohttp.WSMsgType.BINARY, (message, self.text[-2_000:])
                self.text += _ESCAPES.sub("", message.data.decode("utf-8", "replace"))

    async def type(self, text: str) -> None:
        await self.socket.send_json(["focus"])
        await self.socket.send_json(["stdin", text])


def _logs(home: Path) -> list[Path]:
    return list(home.rglob("log.jsonl"))


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Waits until it holds."""
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110 (it happens in another process)
            await asyncio.sleep(0.05)


async def _gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"  # ended, and nobody has asked how


async def _until_gone(pid: int) -> None:
    """Waits until that process has ended."""
    await _until(lambda: _gone(pid))


async def test_nothing_is_served_without_the_token(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        for path in ("", "static/js/textual.js", "ws", "nothing", "?token=wrong", "?token="):
            assert await served.status(path) == 403, path
        for value in ("", "x", "\u00e9\u20ac", "x" * 4_000):
            assert await served.status(Cookie=f"hopscope_{served.port}={value}") == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await served.client.ws_connect(served.base + "ws")
        assert refused.value.status == 403
    assert _logs(tmp_path) == []


async def test_the_token_is_needed_once_and_leaves_the_address(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        async with served.client.get(served.address, allow_redirects=False) as response:
            assert response.status == 303
            assert response.headers["Location"] == "/"
            cookie = response.headers["Set-Cookie"]
        token = served.address.partition("token=")[2]
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert token not in cookie
        async with served.client.get(served.base) as response:
            page = await response.text()
            assert response.status == 200
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert token not in page
        assert await served.status("static/js/textual.js") == 200
        assert await served.status("static/css/xterm.css") == 200
    said = served.said
    assert said.count(token) == 0  # the one line with it was read above


async def test_the_way_in_leads_to_no_other_host(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        token = served.address.partition("token=")[2]
        address = URL(f"{served.base}/elsewhere.example/?token={token}", encoded=True)
        async with served.client.get(address, allow_redirects=False) as response:
            assert response.status == 303
            assert response.headers["Location"] == "/elsewhere.example/"
        origin = {"Origin": served.base.replace("http://", "ftp://").rstrip("/")}
        assert await served.status("", **origin) == 403


async def test_the_page_and_its_files_name_no_other_host(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await served.enter()
        async with served.client.get(served.base) as response:
            page = await response.text()
        names = re.findall(r'(?:src|href)="([^"]+)"|url\("([^"]+)"\)', page)
        wanted = [one or other for one, other in names if not (one or other).startswith("data:")]
        assert len(wanted) == 4
        for name in wanted:
            assert re.match(r"static/[\w/.-]+$", name)
            assert await served.status(name) == 200
        for name in ("static/", "static/fonts/", "static/fonts/..%2f..%2fserver.py", "favicon.ico"):
            assert await served.status(name) == 404, name


async def test_another_name_and_another_page_are_refused_in_spite_of_the_cookie(
    tmp_path: Path,
) -> None:
    foreign = (
        ("Host", "evil.example"),
        ("Host", "evil.example:8000"),
        ("Host", "localhost.evil.example"),
        ("Host", "10.1.2.3"),
        ("Host", "[::bad"),
        ("Origin", "http://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://[::bad"),
        ("Origin", "http://127.0.0.1:1"),
    )
    async with serving(tmp_path) as served:
        await served.enter()
        assert await served.status() == 200
        for name, value in foreign:
            assert await served.status(**{name: value}) == 403, value
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await served.client.ws_connect(served.base + "ws", headers={name: value})
            assert refused.value.status == 403
        assert await served.children() == []


async def test_a_tunnel_and_another_spelling_of_this_machine_are_let_in(tmp_path: Path) -> None:
    async with serving(tmp_path, "--allow", "Bench.example") as served:
        await served.enter()
        for name in ("localhost:9999", "127.0.0.1:9999", "[::1]:9999", "bench.example"):
            assert await served.status("", Host=name, Origin=f"http://{name}") == 200, name


async def test_a_visitor_chats_and_the_session_is_kept_when_the_page_is_closed(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as served:
        await served.enter()
        origin = served.base.rstrip("/")
        address = f"{served.base}ws?width=120&height=36"
        async with served.client.ws_connect(address, origin=origin) as socket:
            screen = Screen(socket)
            await screen.sees("BrightCart's assistant")
            (child,) = await served.children()
            environment = Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
            assert not [one for one in environment if one.startswith(b"SANDBOX_SERVE_TOKEN")]
            await screen.type("where is my order 10042?\r")
            await screen.sees("2026-11-17")
            await socket.send_json(["ping", "7"])
            await socket.send_json(["resize", {"width": 80, "height": 24}])
        await _until_gone(child)
        (log,) = _logs(tmp_path)
        kinds = [json.loads(line)["kind"] for line in log.read_text("utf-8").splitlines()]
        assert kinds.count("turn_finished") == 1
        assert kinds[-1] == "session_ended"


async def test_what_is_no_message_of_a_terminal_does_no_harm(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await served.enter()
        async with served.client.ws_connect(served.base + "ws?width=x&height=-4") as socket:
            screen = Screen(socket)
            for text in ("", "no json", "{}", "[]", "7", '["stdin"]', '["stdin", 7]', "[[[["):
                await socket.send_str(text)
            for data in ({"width": "wide"}, {"width": 10**9, "height": True}, [], None):
                await socket.send_json(["resize", data])
            await socket.send_bytes(b"\x00\xff")
            await screen.sees("BrightCart's assistant")
            await screen.type("hello \ud800\r")
            await screen.sees("Hello!")


async def test_there_are_no_more_visitors_than_allowed(tmp_path: Path) -> None:
    async with serving(tmp_path, "--visitors", "1") as served:
        await served.enter()
        async with served.client.ws_connect(served.base + "ws") as first:
            await Screen(first).sees("BrightCart's assistant")
            assert await served.status() == 503
            async with served.client.ws_connect(served.base + "ws") as second:
                assert (await second.receive()).type is aiohttp.WSMsgType.CLOSE
                assert second.close_code == 1013
            assert len(await served.children()) == 1

        async def free() -> bool:
            return await served.status() == 200

        await _until(free)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_end_of_the_server_saves_and_ends_every_session(
    tmp_path: Path, number: int
) -> None:
    async with serving(tmp_path) as served:
        await served.enter()
        async with (
            served.client.ws_connect(served.base + "ws") as one,
            served.client.ws_connect(served.base + "ws") as two,
        ):
            for socket in (one, two):
                screen = Screen(socket)
                await screen.sees("BrightCart's assistant")
                await screen.type("hello\r")
                await screen.sees("turn 1")
            children = await served.children()
            served.process.send_signal(number)
            assert await asyncio.wait_for(served.process.wait(), 60) == 0
    assert len(children) == 2
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    ends = [log.read_text("utf-8").splitlines()[-1] for log in _logs(tmp_path)]
    assert [json.loads(line)["kind"] for line in ends] == ["session_ended"] * 2


async def test_a_server_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await served.enter()
        async with served.client.ws_connect(served.base + "ws") as socket:
            await Screen(socket).sees("BrightCart's assistant")
            (child,) = await served.children()
            served.process.kill()
            await _until_gone(child)


async def test_a_token_of_ones_own_is_not_printed_and_not_passed_on(tmp_path: Path) -> None:
    token = "0123456789abcdefghij"
    async with serving(tmp_path, SANDBOX_SERVE_TOKEN=token) as served:
        assert served.address.endswith("?token=…")
        assert await served.status(f"?token={token}") == 200
        async with served.client.ws_connect(served.base + "ws") as socket:
            await Screen(socket).sees("BrightCart's assistant")
            (child,) = await served.children()
            assert token.encode() not in Path(f"/proc/{child}/environ").read_bytes()
    assert token not in served.said

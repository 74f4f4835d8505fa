"""Plays a message up to its first model call, on a copy that is thrown away."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sandbox.domain.faults import Fault, FaultError

if TYPE_CHECKING:
    from sandbox.check.tried import Tried
    from sandbox.hub.folder import SessionFolder
    from sandbox.hub.live import LiveSession
    from sandbox.pack.pack import Pack
    from sandbox.ports import ModelReply, ModelRequest, TextDelta
    from sandbox.settings import Settings


async def try_new(
    settings: "Settings", pack: "Pack", text: str, customer: str | None = None
) -> "Tried":
    """As the first message of a new session. Raises `SandboxError`."""
    from sandbox import wiring

    with TemporaryDirectory() as home:
        start = wiring.Start(model="sandbox/scripted", customer=customer)
        live = wiring.new_session(_plain(settings), pack, start, home=Path(home))
        return await _tried(live, text)


async def try_next(
    settings: "Settings", source: "SessionFolder", pack: "Pack", text: str
) -> "Tried":
    """As the next message of a session, of which nothing changes. Raises `SandboxError`.

    Edits of the pack count, as they would in its next turn.
    """
    from sandbox import wiring
    from sandbox.hub.folder import SessionFolder
    from sandbox.hub.fork import fork_session

    with TemporaryDirectory() as home:
        sessions = Path(home) / "sessions"
        sessions.mkdir()
        copy = SessionFolder(sessions / source.id)
        fork_session(source, None, copy, pack)
        live = await wiring.open_session(_plain(settings), copy.id, home=Path(home), pack=pack)
        return await _tried(live, text)


def pack_now(settings: "Settings", live: "LiveSession") -> "Pack":
    """What the next turn of a session would run on: the pack as it lies on disk, unless it is held.

    Not the session's own watch is asked: what that has told once, it takes for known.
    Raises `SandboxError` where the next turn would.
    """
    from sandbox import wiring
    from sandbox.log.pinned import pinned_in
    from sandbox.pack.own import where_it_lies
    from sandbox.pack.watch import check_seed

    if pinned_in(live.folder.log):
        return live.pack
    pack = wiring.load(settings, str(where_it_lies(live.pack.root)))
    check_seed(live.session.files, pack.digests)
    return pack


async def _tried(live: "LiveSession", text: str) -> "Tried":
    from sandbox.check.tried import Tried

    caught = _Catch()
    live.parts.model_for = lambda name: caught
    try:
        await live.send(text)
    finally:
        await live.close()
    request = caught.requests[0] if caught.requests else None
    return Tried(live.session, live.pack, request)


def _plain(settings: "Settings") -> "Settings":
    """No other model takes over, and nothing is paid for."""
    return settings.model_copy(update={"fallback": "", "budget": "", "turn_budget": ""})


class _Catch:
    """A model that keeps the request and refuses to answer."""

    def __init__(self) -> None:
        self.requests: list[ModelRequest] = []

    async def stream(self, request: "ModelRequest") -> "AsyncIterator[TextDelta | ModelReply]":
        self.requests.append(request)
        for never in ():
            yield never
        raise FaultError(Fault(kind="internal", message="only the request was wanted"))

"""A write of which nobody knows: no reply says done, and none says not done."""

from collections.abc import AsyncIterator
from pathlib import Path

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.hops.respond import UNSURE
from sandbox.hub.live import LiveSession
from sandbox.log.recording import read_recording
from sandbox.models.scripted import ScriptedModel
from sandbox.pack.pack import Pack
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.replay.sweep_actors import NoSleep
from sandbox.settings import Settings

REFUND = "My parcel arrived broken, order 10042, I want my money back"


def _new(settings: Settings, pack: Pack, home: Path) -> LiveSession:
    live = wiring.new_session(settings, pack, ask=AnswerAll(True), home=home)
    live.parts.ports.sleep = NoSleep()
    return live


def _refunds(live: LiveSession) -> int:
    return len(live.parts.ports.rows.keys("refunds"))


async def test_a_model_that_breaks_after_a_lost_reply_does_not_deny_the_deed(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    live = _new(settings, pack, tmp_path)
    before = _refunds(live)
    live.arm("orders.issue_refund:error_after_commit")
    live.arm("model:rate_limited@4+")
    await live.send(REFUND)
    (turn,) = live.session.turns
    assert _refunds(live) == before + 1
    assert turn.finished is not None
    assert turn.finished.outcome == "failed"
    assert turn.reply.endswith(UNSURE)
    assert "Nothing was changed" not in turn.reply
    await live.close()
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()


async def test_an_earlier_success_of_the_same_tool_is_no_proof_of_this_one(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    live = _new(settings, pack, tmp_path)
    await live.send(REFUND)
    live.arm("orders.issue_refund:error_after_commit")
    await live.send("my order 10077 arrived broken")
    liar = _Liar()
    live.parts.model_for = lambda name: liar
    await live.send("1")
    turn = live.session.turns[-1]
    assert turn.reply.startswith(UNSURE)
    assert "249.00" not in turn.reply
    await live.close()


class _Liar:
    """Acts as scripted; after a tool's error it says that all went well."""

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        last = request.messages[-1]
        if last.role == "tool" and "error" in last.text:
            yield ModelReply(model="liar", text="I have refunded 249.00 EUR for order O-10077.")
            return
        async for item in ScriptedModel().stream(request):
            yield item

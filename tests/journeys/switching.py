"""A session that goes from model to model, some of them at an address of ours."""

from pathlib import Path

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.hub.live import LiveSession
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.loopback.openai_server import OpenAIServer


def session_at(server: OpenAIServer, pack: Pack, home: Path, model: str) -> LiveSession:
    """A session for which `server` is OpenAI; every confirm is approved."""
    settings = Settings(_env_file=None, api_base=server.base)  # pyright: ignore
    start = wiring.Start(model=model)
    return wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=home)


async def tell(live: LiveSession, *turns: tuple[str, str]) -> None:
    """Turns as (model, text)."""
    for model, text in turns:
        live.switch_model(model)
        await live.send(text)

"""Recordings to replay: short conversations of several kinds, each a session of its own."""

from pathlib import Path

from bench.sessions import CANCEL, DAMAGED, STATUS, Bench
from sandbox.cli.saving import save_session

_SCRIPTS = (
    (DAMAGED,),
    (STATUS, "thank you"),
    (CANCEL,),
    ("where is my order?", "10042"),
    (DAMAGED, DAMAGED, STATUS),
    ("order 10042 is broken, write to jo@private.example",),
    ("where is my order 99999?", STATUS),
    (STATUS, CANCEL, "thank you"),
)
_MODELS = ("sandbox/scripted", "sandbox/sloppy")


async def record(bench: Bench, folder: Path, count: int) -> int:
    """Writes `count` recordings, no two of the same session; returns their turns in all."""
    turns = 0
    for number in range(count):
        model = _MODELS[number // len(_SCRIPTS) % len(_MODELS)]
        live = bench.session(model, seed=number)
        for text in _SCRIPTS[number % len(_SCRIPTS)]:
            await live.send(text)
            turns += 1
        await live.close()
        save_session(live.folder, folder / f"{number:04d}", f"bench {number}")
    return turns

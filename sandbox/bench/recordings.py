"""Recordings to replay: short conversations of several kinds, each a session of its own."""

from pathlib import Path

from sandbox.bench.sessions import CANCEL, DAMAGED, STATUS, Bench
from sandbox.log.recording import SUFFIX, Head, write_recording

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


async def record(bench: Bench, folder: Path, count: int) -> list[int]:
    """Writes `count` recordings, no two of the same session; returns the turns of each."""
    turns: list[int] = []
    for number in range(count):
        model = _MODELS[number // len(_SCRIPTS) % len(_MODELS)]
        live = bench.session(model, seed=number)
        script = _SCRIPTS[number % len(_SCRIPTS)]
        for text in script:
            await live.send(text)
        turns.append(len(script))
        await live.close()
        head = Head(title=f"bench {number}", pack=bench.pack.name)
        write_recording(folder / f"{number:04d}{SUFFIX}", head, live.folder.log)
    return turns

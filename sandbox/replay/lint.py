"""What is wrong with a pack's recordings and what is expected of them, for `sandbox lint`."""

from collections.abc import Callable, Iterator
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.log.head import Head
from sandbox.log.recording import SUFFIX, read_recording
from sandbox.pack.finding import Finding
from sandbox.pack.pack import Pack
from sandbox.replay.expectations import FILE, expectations_of


def look(pack: Pack) -> Iterator[Finding]:
    """A `recordings.yaml` or a head that no replay could use, and recordings that are torn."""
    shared = list(_tried(FILE, lambda: expectations_of(Head(title=""), pack, FILE)))
    yield from shared
    for path in sorted((pack.root / "recordings").glob(f"*{SUFFIX}")):
        yield from _tried(
            f"recordings/{path.name}", lambda path=path: _read(path, pack, not shared)
        )


def _read(path: Path, pack: Pack, shared_is_fine: bool) -> None:
    recording = read_recording(path)
    if shared_is_fine:  # else each of them would tell what the file for all of them says
        expectations_of(recording.head, pack, recording.name)


def _tried(file: str, work: Callable[[], object]) -> Iterator[Finding]:
    try:
        work()
    except SandboxError as error:
        # It begins with the name of the file, which stands before it here.
        said = error.message.removeprefix(file.rpartition("/")[2]).lstrip(":., ")
        yield Finding(file=file, message=said, hint=error.hint)

"""The pytest plugin: every `NAME.rec.jsonl` that pytest meets is a test.

It is loaded in every pytest run of the environment, so at load it imports pytest alone.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox.testing.collected import Outcome
    from sandbox.testing.replays import Replays

SUFFIX = ".rec.jsonl"
_UPDATED = "recordings-update"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("recordings", "recordings of agents (Hopscope)")
    group.addoption(
        "--recordings-update",
        action="store_true",
        help="rewrite what changed in recordings that replay otherwise than they were recorded",
    )
    group.addoption(
        "--recordings-pack",
        metavar="PACK",
        default="",
        help="replay on this pack, by name or path, in place of the recordings' own",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "recording: a recorded session, replayed without a model")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name.endswith(SUFFIX):
        return RecordingFile.from_parent(parent, path=file_path)
    return None


class RecordingFile(pytest.File):
    """One file, one test: `refund.rec.jsonl::strict[refund]`. Its tags are keywords for -k."""

    def collect(self) -> Iterable[pytest.Item]:
        name = self.path.name.removesuffix(SUFFIX)
        yield RecordingItem.from_parent(self, name=f"strict[{name}]")


class RecordingItem(pytest.Item):
    """A strict replay of one recording."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.add_marker("recording")
        self.extra_keyword_matches.update(_tags(self.path))

    def runtest(self) -> None:
        from sandbox.testing.collected import run

        update = bool(self.config.getoption("recordings_update"))
        outcome = run(_replays(self.config), self.path, update)
        if outcome.updated:
            self.user_properties.append((_UPDATED, "\n".join(outcome.updated)))
        if not outcome.passed:
            raise RecordingFailed(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The diff, or the one line of an error; a traceback only for what nobody foresaw."""
        if isinstance(excinfo.value, RecordingFailed):
            return _shown(excinfo.value.outcome, self.path)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.name


class RecordingFailed(Exception):
    """A recording does not replay as it should. Its text is what pytest's summary line shows."""

    def __init__(self, outcome: "Outcome") -> None:
        super().__init__(outcome.why)
        self.outcome = outcome


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What `--recordings-update` rewrote, also in the workers of xdist."""
    updated = [text for name, text in _properties(terminalreporter) if name == _UPDATED]
    if updated:
        terminalreporter.section("recordings updated")
        for text in updated:
            terminalreporter.write_line(text)


_REPLAYS = pytest.StashKey["Replays"]()


def _replays(config: pytest.Config) -> "Replays":
    """One for the whole run, so that a pack is loaded once."""
    if _REPLAYS not in config.stash:
        from sandbox.testing.replays import Replays

        config.stash[_REPLAYS] = Replays(pack=str(config.getoption("recordings_pack")))
    return config.stash[_REPLAYS]


def _shown(outcome: "Outcome", path: Path) -> Any:
    """In pytest's own form, so that its summary, JUnit XML and xdist know the reason as well."""
    from _pytest._code import code

    lines = code.ReprEntryNative([f"{line}\n" for line in outcome.lines])
    crash = code.ReprFileLocation(str(path), 1, outcome.why)
    traceback = code.ReprTraceback([lines], None, "native")
    return code.ReprExceptionInfo(traceback, crash)


def _tags(path: Path) -> Iterator[str]:
    """The tags in a recording's first line; a file that can't be read has none, and fails later."""
    import json

    try:
        with path.open("rb") as file:
            tags = json.loads(file.readline()).get("tags", ())
        yield from (tag for tag in tags if isinstance(tag, str))
    except (OSError, ValueError, AttributeError, TypeError):
        return


def _properties(terminalreporter: Any) -> Iterator[tuple[str, str]]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                yield from report.user_properties

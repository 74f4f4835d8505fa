"""`sandbox --log FILE`: our own log records in a file, and nothing of them elsewhere."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("sandbox")
    handlers, level = list(root.handlers), ours.level
    yield
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    ours.setLevel(level)
    logging.captureWarnings(False)


def test_what_happened_in_a_session_is_appended_and_not_printed(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "x.log"
    words = ("run", "-m", "I am ada@lovelace.example, where is order 10042?")
    code, out, err = sandbox("--log", str(path), *words, "--fault", "orders.get_order:timeout@1")
    assert code == 0
    text = path.read_text("utf-8")
    assert "session begins, pack brightcart" in text
    assert "injected fault orders.get_order:timeout@1" in text
    assert "turn 1 answered" in text
    assert "ada@lovelace.example" not in text
    assert "session begins" not in out + err


def test_without_it_nothing_of_a_fault_is_printed_on_standard_error(sandbox: Sandbox) -> None:
    words = ("run", "-m", "where is order 10042?", "--fault", "orders.get_order:timeout@1")
    _, _, err = sandbox(*words)
    assert "injected" not in err


def test_a_file_that_can_not_be_written_is_one_line(sandbox: Sandbox, tmp_path: Path) -> None:
    code, out, err = sandbox("--log", str(tmp_path), "run", "-m", "hi")
    assert (code, out) == (2, "")
    assert err.startswith("sandbox: can't write ")
    assert err.count("\n") == 1

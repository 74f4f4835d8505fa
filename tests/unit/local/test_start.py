"""Starting the server: one at a time, and nobody who only looks is taken for it."""

import json
import threading
from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.local.running import LocalServer
from sandbox.local.weights import QWEN
from sandbox.log.lock import locked


def test_two_who_look_do_not_take_each_other_for_a_server_that_is_dead(tmp_path: Path) -> None:
    server = LocalServer(tmp_path)
    server.folder.mkdir()
    told = {"name": "tiny", "pid": 2**22 - 1, "base": "http://127.0.0.1:1/v1"}
    (server.folder / "server.json").write_text(json.dumps(told))
    seen: list[object] = []

    def look() -> None:
        seen.extend(there for _ in range(500) if (there := server.running()) is not None)

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    assert seen == []


def test_a_second_start_is_refused_while_the_first_is_under_way(tmp_path: Path) -> None:
    server = LocalServer(tmp_path)
    server.folder.mkdir()
    with (server.folder / "start.lock").open("a+") as first:
        assert locked(first.fileno())
        with pytest.raises(SandboxError, match="is being started"):
            server.start(QWEN)

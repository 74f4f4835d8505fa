"""litellm comes late, from one place, and makes no sound."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Refuse, Say
from tests.loopback.thread import in_thread

ROOT = Path(__file__).parents[3]

CALLS = """
import asyncio, sys
from tests.loopback.client import gateway, hear, request
from sandbox.models.litellm_door import warm

async def main():
    warm()
    for base in sys.argv[1:]:
        try:
            await hear(gateway(base), request())
        except Exception as error:
            assert type(error).__name__ == "ModelFault", repr(error)

asyncio.run(main())
"""


def python(code: str, *arguments: str, cwd: Path = ROOT, **environ: str):
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        cwd=cwd,
        env=env,
        timeout=50,
        check=False,
    )


def test_good_and_failing_calls_print_nothing() -> None:
    answers = [Say("hi"), Refuse(401, {"error": {"message": "no"}}), Say("x", broken="drop_mid")]
    with in_thread(OpenAIServer(script=answers)) as server:
        bases = [server.base] * len(answers)
        done = python(CALLS, *bases, "http://127.0.0.1:9/v1", LITELLM_LOG="DEBUG")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_no_env_file_is_loaded(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FROM_ENV_FILE=1\n")
    code = (
        "import os; from sandbox.models.litellm_door import warm; warm().result(); "
        "raise SystemExit('FROM_ENV_FILE' in os.environ)"
    )
    assert python(code, cwd=tmp_path).returncode == 0


def test_the_gateway_loads_without_litellm() -> None:
    code = (
        "import sys, sandbox.models.gateway, sandbox.models.catalog; "
        "raise SystemExit(any(m in sys.modules for m in ('litellm', 'openai', 'aiohttp')))"
    )
    assert python(code).returncode == 0


def test_one_module_imports_litellm() -> None:
    imports = re.compile(r"^ *(?:import|from) litellm|import_module\(.litellm", re.MULTILINE)
    files = (ROOT / "sandbox").rglob("*.py")
    found = [path.name for path in files if imports.search(path.read_text("utf-8"))]
    assert found == ["litellm_door.py"]


def test_collecting_garbage_goes_on_after_the_import() -> None:
    code = (
        "import gc; from sandbox.models.litellm_door import warm; "
        "f = warm(); assert f is warm(); f.result(); f.cancel(); "
        "raise SystemExit(not (gc.isenabled() and gc.get_freeze_count()))"
    )
    assert python(code).returncode == 0

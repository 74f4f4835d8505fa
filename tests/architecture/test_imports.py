"""What is loaded when: start-up stays instant because heavy modules wait for the first frame."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    "litellm",
    "openai",
    "tiktoken",
    "sqlite_utils",
    "jinja2",
    "jsonschema_rs",
    "opentelemetry",
    "regorus",
    "phonenumbers",
    "stdnum",
    "rapidfuzz",
    "json_repair",
    "numpy",
)


def _loaded(code: str) -> set[str]:
    """Top-level modules in `sys.modules` after `code` ran in a fresh interpreter."""
    tail = "\nimport json, sys; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", code + tail], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import sandbox.cli.main",
        "import sandbox.tui.app",
        "import sandbox.cli.screen",
        "import sandbox",
        (
            "import sys, sandbox.cli.main as m\n"
            "sys.argv = ['sandbox', '--help']\n"
            "try:\n    m.main()\nexcept SystemExit:\n    pass"
        ),
    ],
)
def test_nothing_heavy_is_loaded_before_the_first_frame(code: str) -> None:
    assert _loaded(code) & set(HEAVY) == set()


def test_the_command_line_does_not_load_the_screen() -> None:
    assert "textual" not in _loaded("import sandbox.cli.main")


def test_replay_and_lint_never_load_litellm() -> None:
    code = (
        "import sandbox.wiring, sandbox.replay.replayer, sandbox.pack.lint\n"
        "from sandbox.settings import Settings\n"
        "pack = sandbox.wiring.load(Settings(), 'brightcart')\n"
        "sandbox.wiring.rules_of(pack); sandbox.wiring.search_of(pack).search('return', 3)"
    )
    assert not _loaded(code) & {"litellm", "openai", "textual"}

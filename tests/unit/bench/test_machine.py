"""What the bench knows of the machine, and the environment that it gives to measured programs."""

import os
import sys
from pathlib import Path

import pytest

from sandbox.bench import machine
from sandbox.bench.environment import child_environment
from sandbox.bench.run import Run
from sandbox.settings import Settings


def test_the_machine_is_told_without_names() -> None:
    told = machine.describe()
    assert set(told) == {"cores", "memory_gb", "system", "python", "unit_ms"}
    assert machine.cores() >= 1


def test_what_others_use_is_a_share_of_the_machine() -> None:
    assert 0.0 <= machine.others(0.05) <= 1.0


@pytest.mark.skipif(sys.platform == "win32", reason="asks /proc or ps")
def test_cpu_and_memory_of_a_process_are_seen_from_outside() -> None:
    before = machine.cpu_seconds(os.getpid())
    machine.unit_ms()
    after = machine.cpu_seconds(os.getpid())
    assert before is not None
    assert after is not None
    assert after >= before > 0
    assert (machine.resident_bytes() or 0) > 1_000_000
    assert (machine.descriptors() or 0) >= 3


def test_settings_of_the_user_do_not_reach_a_measured_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SANDBOX_MODEL", "openai/gpt-5")
    monkeypatch.setenv("SANDBOX_TOTAL_SECONDS", "1")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    env = child_environment(Run("brightcart", "quick", tmp_path))
    monkeypatch.undo()
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    fresh = Settings.model_construct()
    assert settings.model_copy(update={"home": ""}) == fresh
    assert settings.home == str(tmp_path / "home")
    assert "PYTHONDONTWRITEBYTECODE" not in env

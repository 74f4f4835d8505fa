"""Settings: where a value comes from, and one clear line for a value that can't be."""

from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.settings import load_settings


def test_the_environment_goes_before_the_nearest_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("SANDBOX_SEED=11\nSANDBOX_MODEL=sandbox/sloppy\n")
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.setenv("SANDBOX_SEED", "12")
    settings = load_settings(inside)
    assert (settings.seed, settings.model) == (12, "sandbox/sloppy")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_SEED", "x"),
        ("SANDBOX_REPAIR", "often"),
        ("SANDBOX_IDLE_SECONDS", "-3"),
        ("SANDBOX_FIRST_TOKEN_SECONDS", "0"),
        ("SANDBOX_TOTAL_SECONDS", "0"),
    ],
)
def test_a_value_that_can_not_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SandboxError, match=f"^{name}={value}: input should be") as error:
        load_settings(tmp_path)
    assert error.value.code == 2

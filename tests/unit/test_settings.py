"""Settings: where a value comes from, and one clear line for a value that can't be."""

from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.settings import dollars_to_nano, load_settings, origins


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


CONFIG = """
model = "sandbox/sloppy"
seed = 5
budget = "0.50"
fallback = ["openai/a", "sandbox/scripted"]

[prices]
"openai/mine" = { input = "0.15", output = "0.60" }
"ollama_chat/*" = "free"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a config file, and a user's own config file below it."""
    for name in ("SANDBOX_SEED", "SANDBOX_MODEL", "SANDBOX_BUDGET", "SANDBOX_IDLE_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / "user" / name)
    own = tmp_path / "user" / "hopscope" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text('seed = 9\npack = "mine"\n')
    (tmp_path / "work" / ".sandbox").mkdir(parents=True)
    (tmp_path / "work" / ".sandbox" / "config.toml").write_text(CONFIG)
    (tmp_path / "work" / "inside").mkdir()
    return tmp_path / "work" / "inside"


def test_config_files_stand_under_environment_and_env_file_and_over_the_default(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX_IDLE_SECONDS", "4")
    (project / ".env").write_text("SANDBOX_MODEL=sandbox/human\n")
    settings = load_settings(project)
    assert (settings.model, settings.seed, settings.pack) == ("sandbox/human", 5, "mine")
    assert settings.fallbacks == ("openai/a", "sandbox/scripted")
    assert settings.prices["ollama_chat/*"] == "free"
    assert origins(project) == {
        "idle_seconds": "environment",
        "model": ".env",
        "seed": ".sandbox/config.toml",
        "budget": ".sandbox/config.toml",
        "fallback": ".sandbox/config.toml",
        "prices": ".sandbox/config.toml",
        "pack": "your config.toml",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('modell = "x"', "there is no setting 'modell' (did you mean model?)"),
        ('api_key = "sk-secret"', "api_key is a key (put it into SANDBOX_API_KEY"),
        ("seed = ", "is no TOML"),
        ('budget = "-1"', "budget = -1: should be dollars above 0"),
        ("budget = true", "budget = True: input should be a valid string"),
        ("budget = 0.0", "budget = 0.0: should be dollars above 0"),
    ],
)
def test_a_faulty_config_file_is_told_in_one_line(project: Path, text: str, says: str) -> None:
    (project.parent / ".sandbox" / "config.toml").write_text(text)
    with pytest.raises(SandboxError) as error:
        load_settings(project)
    assert error.value.code == 2
    assert says in str(error.value)
    assert "sk-secret" not in str(error.value)
    assert str(project.parents[1]) not in str(error.value)


@pytest.mark.parametrize(
    ("text", "nano"), [("", None), ("0.50", 500_000_000), (" $1 ", 1_000_000_000), ("1e-3", 10**6)]
)
def test_an_amount_is_dollars(text: str, nano: int | None) -> None:
    assert dollars_to_nano(text) == nano


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "cheap", "1 000"])
def test_what_is_no_amount_above_zero_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="dollars above 0"):
        dollars_to_nano(text)

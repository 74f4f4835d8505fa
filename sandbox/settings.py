"""Settings: flag over environment over the nearest `.env` over default. Prefix `SANDBOX_`."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from sandbox.domain.faults import SandboxError

PROJECT_STATE = ".sandbox"
"""The folder in which a project keeps its state."""


class Settings(BaseSettings):
    """Every setting, its default and what it does. `.env.example` is generated from this."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", env_file=None, extra="ignore")

    home: str = Field("", description="where sessions are kept; else .sandbox/ or a user folder")
    packs: str = Field("", description="more folders that hold packs, as in PATH")
    pack: str = Field("brightcart", description="the pack that is opened by default")
    model: str = Field("sandbox/scripted", description="the model that answers by default")
    seed: int = Field(7, description="seed of the world's dice")
    repair: Literal["off", "deterministic", "model"] = Field(
        "model", description="wrong calls: off, deterministic (rules alone), or then ask the model"
    )
    api_base: str = Field("", description="address of an OpenAI-compatible endpoint of your own")
    api_key: str = Field("", description="its key, if it wants one; never written anywhere")
    first_token_seconds: float = Field(
        60, gt=0, description="longest wait for a model's first word"
    )
    idle_seconds: float = Field(30, gt=0, description="longest pause inside a model's reply")
    total_seconds: float = Field(300, gt=0, description="longest model call as a whole")


def load_settings(start: Path | None = None) -> Settings:
    """Settings from the environment and the nearest `.env` above `start` (default: here).

    Raises `SandboxError` (code 2) for a value that can't be.
    """
    try:
        return Settings(_env_file=nearest_env(start or Path.cwd()))  # pyright: ignore
    except ValidationError as error:
        first = error.errors()[0]
        name = f"SANDBOX_{'_'.join(map(str, first['loc'])).upper()}"
        raise SandboxError(
            f"{name}={str(first['input'])[:40]}: {first['msg'][:1].lower()}{first['msg'][1:]}",
            "set it in the environment or in .env; .env.example lists all settings",
            code=2,
        ) from None


def nearest_env(start: Path) -> Path | None:
    """The nearest `.env` file in `start` or above it."""
    for folder in (start, *start.parents):
        if (folder / ".env").is_file():
            return folder / ".env"
    return None


def environment(start: Path | None = None) -> dict[str, str]:
    """The process's environment over the nearest `.env`: where provider keys are looked up."""
    path = nearest_env(start or Path.cwd())
    if path is None:
        return dict(os.environ)
    # Imported late: most people have no .env.
    from dotenv import dotenv_values

    values = {name: value for name, value in dotenv_values(path).items() if value}
    return values | dict(os.environ)


def home_folder(settings: Settings, start: Path | None = None) -> Path:
    """Where state lives: SANDBOX_HOME, else `.sandbox/` of the project upward, else user data.

    A project is a folder with `fixtures/`, `.sandbox/` or a `pyproject.toml`.
    """
    if settings.home:
        return Path(settings.home).expanduser()
    here = start or Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / mark).exists() for mark in (".sandbox", "fixtures", "pyproject.toml")):
            return folder / PROJECT_STATE
    return user_folder()


def user_folder() -> Path:
    """Where state lies outside of any project."""
    # Imported late: seldom needed.
    from platformdirs import user_data_path

    return user_data_path("hopscope")


def example() -> str:
    """The text of `.env.example`: every setting with its default, commented out."""
    lines = [
        "# Hopscope reads the nearest .env upward from where it is started.",
        "# Copy this file to .env and take the # away from what you change.",
        "# Provider keys keep their own names: OPENAI_API_KEY, ANTHROPIC_API_KEY, …",
    ]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}", f"#SANDBOX_{name.upper()}={field.default}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(".env.example").write_text(example(), "utf-8")

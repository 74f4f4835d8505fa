"""Settings: flag over environment over the nearest `.env` over `config.toml` over default.

The project's `.sandbox/config.toml` goes before the user's own. Prefix in the environment:
`SANDBOX_`. `origins` says where each value came from.
"""

import os
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from sandbox.domain.faults import SandboxError

PROJECT_STATE = ".sandbox"
"""The folder in which a project keeps its state."""
CONFIG = "config.toml"
PREFIX = "SANDBOX_"
TABLES = frozenset(("keys", "screen"))
"""Tables of a config file that the screen reads itself (docs/screen.md)."""
_SECRET = frozenset(("api_key",))
"""Settings that no config file may hold: it is read by more people than a key is meant for."""


class Settings(BaseSettings):
    """Every setting, its default and what it does. `.env.example` is generated from this."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=None, extra="ignore")

    home: str = Field("", description="where sessions are kept; else .sandbox/ or a user folder")
    packs: str = Field("", description="more folders that hold packs, as in PATH")
    pack: str = Field("brightcart", description="the pack that is opened by default")
    model: str = Field("sandbox/scripted", description="the model that answers by default")
    seed: int = Field(7, description="seed of the world's dice")
    repair: Literal["off", "deterministic", "model"] = Field(
        "model", description="wrong calls: off, deterministic (rules alone), or then ask the model"
    )
    privacy: Literal["", "gdpr", "hipaa", "pci"] = Field(
        "", description="filter for personal data in place of the pack's (docs/personal-data.md)"
    )
    api_base: str = Field("", description="address of an OpenAI-compatible endpoint of your own")
    api_key: str = Field("", description="its key, if it wants one; never written anywhere")
    first_token_seconds: float = Field(
        60, gt=0, description="longest wait for a model's first word"
    )
    idle_seconds: float = Field(30, gt=0, description="longest pause inside a model's reply")
    total_seconds: float = Field(300, gt=0, description="longest model call as a whole")
    tool_mode: Literal["auto", "native", "schema", "prompt"] = Field(
        "auto", description="how models are told of tools; auto finds out what they take"
    )
    fallback: str = Field(
        "", description="models that take over when one fails, in order, between commas"
    )
    budget: str = Field("", description="most that a session may cost, in dollars, e.g. 0.50")
    turn_budget: str = Field("", description="most that one turn may cost, in dollars")
    prices: dict[str, Any] = Field(
        default_factory=dict,
        description="your own prices by model (JSON; or a table of config.toml: docs/costs.md)",
    )

    @field_validator("budget", "turn_budget", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return str(value) if type(value) in (int, float) else value

    @field_validator("budget", "turn_budget")
    @classmethod
    def _amount(cls, text: str) -> str:
        dollars_to_nano(text)
        return text

    @field_validator("fallback", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """The models of `fallback`."""
        return tuple(name.strip() for name in self.fallback.split(",") if name.strip())


def dollars_to_nano(text: str) -> int | None:
    """Nano-dollars of `0.50` or `$0.50`; None for "", which is no limit.

    Raises `ValueError` for what is no amount above zero.
    """
    plain = text.strip().removeprefix("$")
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise ValueError("should be dollars above 0, e.g. 0.50")
    return int(amount * 1_000_000_000)


def with_budgets(settings: Settings, budget: str, turn_budget: str) -> Settings:
    """`settings` with the budgets of two flags, where they were given.

    Raises `SandboxError` (code 2) for what is no amount.
    """
    given = {"budget": budget, "turn_budget": turn_budget}
    for name, text in given.items():
        try:
            dollars_to_nano(text)
        except ValueError as error:
            flag = f"--{name.replace('_', '-')}"
            raise SandboxError(f"{flag} {text[:40]}: it {error}", f"{flag} 0.50", code=2) from None
    return settings.model_copy(update={name: text for name, text in given.items() if text})


def load_settings(start: Path | None = None) -> Settings:
    """Settings from the environment, the nearest `.env` above `start` (default: here), and config.

    Raises `SandboxError` (code 2) for a value that can't be.
    """
    start = start or Path.cwd()
    found = origins(start)
    below = {
        name: value
        for path, where in config_files(start)
        for name, value in read_config(path).items()
        if found.get(name) == where
    }
    try:
        return Settings(_env_file=nearest_env(start), **below)  # pyright: ignore
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(str(first["loc"][0]), str(first["input"]), first["msg"], found) from None
    except SettingsError as error:
        name = next((n for n in Settings.model_fields if f'"{n}"' in str(error)), "prices")
        raise _wrong(name, "…", "should be JSON", found) from None


def origins(start: Path | None = None) -> dict[str, str]:
    """Where each setting that is not its default comes from: environment, .env or a config file."""
    start = start or Path.cwd()
    found: dict[str, str] = {}
    for path, where in config_files(start):
        for name in read_config(path):
            found.setdefault(name, where)
    names = {f"{PREFIX}{name}".upper(): name for name in Settings.model_fields}
    path = nearest_env(start)
    for variables, where in ((_dotenv(path), ".env"), (os.environ, "environment")):
        found |= {names[key.upper()]: where for key in variables if key.upper() in names}
    return found


def read_tables(path: Path) -> dict[str, Any]:
    """What `[keys]` and `[screen]` of a config file say, as they stand there.

    Raises `SandboxError` (code 2) for a file that is no TOML.
    """
    return {name: value for name, value in _parsed(path).items() if name in TABLES}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SandboxError(f"{_short(path)} is no TOML: {error}", "see docs/models.md", 2) from None
    except RecursionError:
        raise SandboxError(f"{_short(path)} is nested too deeply", "", 2) from None
    except OSError as error:
        raise SandboxError(f"can't read {_short(path)}: {error.strerror}", "", 3) from None


def read_config(path: Path) -> dict[str, Any]:
    """The settings of a config file, without the screen's tables.

    Raises `SandboxError` (code 2) that names what is wrong.
    """
    data = {name: value for name, value in _parsed(path).items() if name not in TABLES}
    known = set(Settings.model_fields)
    for name in data:
        if name in _SECRET:
            variable = f"{PREFIX}{name.upper()}"
            hint = f"put it into {variable} in the environment or .env"
            raise SandboxError(f"{_short(path)}: {name} is a key", hint, code=2)
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known | TABLES, 1)
            hint = f"did you mean {near[0]}?" if near else "docs/reference/settings.md lists them"
            raise SandboxError(f"{_short(path)}: there is no setting {name!r}", hint, code=2)
    return data


def config_files(start: Path) -> list[tuple[Path, str]]:
    """The config files that there are above `start`: the one that wins first, with its name."""
    # Imported late: a quarter of this module's time.
    from platformdirs import user_config_path

    project = next(
        (f / PROJECT_STATE / CONFIG for f in (start, *start.parents) if _has_config(f)), None
    )
    files = [(project, f"{PROJECT_STATE}/{CONFIG}")] if project else []
    own = user_config_path("hopscope") / CONFIG
    return [*files, (own, f"your {CONFIG}")] if own.is_file() else files


def _has_config(folder: Path) -> bool:
    return (folder / PROJECT_STATE / CONFIG).is_file()


def _wrong(name: str, value: str, says: str, found: dict[str, str]) -> SandboxError:
    where = found.get(name, "environment")
    words = says.removeprefix("Value error, ")
    words = f"{words[:1].lower()}{words[1:]}"
    if where.endswith(CONFIG):
        told, hint = f"{where}: {name} = {value[:40]}: {words}", "docs/models.md shows the file"
    else:
        told = f"{PREFIX}{name.upper()}={value[:40]}: {words}"
        hint = "set it in the environment or in .env; .env.example lists all settings"
    return SandboxError(told, hint, code=2)


def _short(path: Path) -> str:
    """The end of a path: where a project lies is nobody's business."""
    return "/".join(path.parts[-2:])


def _dotenv(path: Path | None) -> dict[str, str | None]:
    if path is None:
        return {}
    # Imported late: most people have no .env.
    from dotenv import dotenv_values

    return dotenv_values(path)


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
    values = {name: value for name, value in _dotenv(path).items() if value}
    return values | dict(os.environ)


def home_folder(settings: Settings) -> Path:
    """Where state lives: SANDBOX_HOME, else `.sandbox/` of the project upward, else user data.

    A project is a folder with `fixtures/`, `.sandbox/` or a `pyproject.toml`.
    """
    if settings.home:
        return Path(settings.home).expanduser()
    here = Path.cwd()
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
        default = field.get_default(call_default_factory=True)
        lines += ["", f"# {field.description}", f"#{PREFIX}{name.upper()}={default}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(".env.example").write_text(example(), "utf-8")

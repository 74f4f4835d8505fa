"""Keys from the system's keyring: under the environment, one look-up a key, never shown."""

import sys
from types import ModuleType

import pytest

from sandbox.adapters.clocks import MonotonicStopwatch
from sandbox.domain.faults import SandboxError
from sandbox.models import key_ring
from sandbox.models.choices import model_for
from sandbox.models.key_ring import WithKeyring, in_keyring, problem, with_keyring
from sandbox.settings import Settings


class Ring(ModuleType):
    """Stands for the package `keyring`, which is an extra and not installed here."""

    def __init__(self, **kept: str) -> None:
        super().__init__("keyring")
        self.kept = kept
        self.asked: list[tuple[str, str]] = []
        self.locked = False

    def get_password(self, service: str, name: str) -> str | None:
        self.asked.append((service, name))
        if self.locked:
            raise RuntimeError("locked")
        return self.kept.get(name)

    def get_keyring(self) -> object:
        return object()


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    ring = Ring(OPENAI_API_KEY="sk-kept-in-the-ring")
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setattr(key_ring, "installed", lambda: True)
    return ring


def test_the_environment_goes_before_the_keyring(ring: Ring) -> None:
    assert WithKeyring({"OPENAI_API_KEY": "sk-mine"})["OPENAI_API_KEY"] == "sk-mine"
    assert ring.asked == []


def test_a_key_that_is_not_set_or_empty_is_looked_up_once(ring: Ring) -> None:
    keys = WithKeyring({"OPENAI_API_KEY": " "})
    assert keys.get("OPENAI_API_KEY") == keys["OPENAI_API_KEY"] == "sk-kept-in-the-ring"
    assert keys.get("GROQ_API_KEY", "") == keys.get("GROQ_API_KEY", "") == ""
    assert ring.asked == [("hopscope", "OPENAI_API_KEY"), ("hopscope", "GROQ_API_KEY")]


def test_only_keys_are_looked_up_and_none_is_listed_or_shown(ring: Ring) -> None:
    keys = with_keyring({"OLLAMA_API_BASE": "x"})
    assert keys.get("AWS_REGION", "") == ""
    assert (ring.asked, list(keys)) == ([], ["OLLAMA_API_BASE"])
    assert keys["OPENAI_API_KEY"]
    assert "sk-kept" not in repr(keys)


def test_a_locked_keyring_is_no_key(ring: Ring) -> None:
    ring.locked = True
    assert not in_keyring("OPENAI_API_KEY")
    assert WithKeyring({}).get("OPENAI_API_KEY", "") == ""


def test_a_model_is_made_with_a_key_of_the_keyring_and_not_without(ring: Ring) -> None:
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    assert model_for("openai/gpt-5-mini", settings, {}, 1, MonotonicStopwatch())
    ring.kept.clear()
    with pytest.raises(SandboxError, match="OPENAI_API_KEY is not set"):
        model_for("openai/gpt-5-mini", settings, {}, 1, MonotonicStopwatch())


def test_without_the_package_the_environment_is_all_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_ring, "find_spec", lambda name: None)
    environ = {"A": "b"}
    assert with_keyring(environ) is environ
    assert "hopscope[keyring]" in problem()
    assert not in_keyring("OPENAI_API_KEY")

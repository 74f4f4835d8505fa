"""What is wrong with `sandbox serve` is one line, before a port is open."""

import importlib.util
import socket

import pytest

from tests.cli.command_line import Sandbox


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def test_without_the_extra_it_says_what_to_install(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> object:
        return None if name == "textual_serve" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    code, out, err = sandbox("serve")
    assert (code, out) == (3, "")
    assert "pip install 'hopscope[web]'" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--token", "short"), 2, "can be guessed"),
        (("--token", "0123456789abcdef\u00e4"), 2, "can't be typed"),
        (("--port", "70000"), 2, "--port"),
        (("--visitors", "0"), 2, "--visitors"),
        (("--host", "no.such.host.invalid"), 2, "there is no address no.such.host.invalid"),
        (("--pack", "brigthcart"), 2, "did you mean brightcart?"),
        (("--resume", "nope"), 2, "no session nope"),
        (("--model", "sandbox/slopy"), 2, "sandbox/sloppy"),
        (("--model", "openai/gpt-5-mini"), 3, "OPENAI_API_KEY"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    sandbox: Sandbox, words: tuple[str, ...], code: int, says: str
) -> None:
    pytest.importorskip("textual_serve")
    ended, out, err = sandbox("serve", *words)
    assert (ended, out) == (code, "")
    assert says in err
    assert len(err.splitlines()) == 1


def test_a_port_that_is_taken_is_told(sandbox: Sandbox) -> None:
    pytest.importorskip("textual_serve")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = sandbox("serve", "--port", str(port))
    assert (code, out) == (3, "")
    assert f"port {port} is taken" in err
    assert "--port 0" in err

"""Names, keys and what there is to choose from; nothing touches network or clock."""

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.models.catalog import PREFERRED, endpoint_of, known_models, nearest, resolve
from sandbox.models.keys import key_state, read_key
from sandbox.models.price_book import load_prices

BOOK = load_prices()
TODAY = "2026-11-21"


def names(environ: dict[str, str], today: str = TODAY, keyless: bool = False) -> list[str]:
    return [info.name for info in known_models(BOOK, today, environ, keyless=keyless)]


def test_without_a_key_only_the_offline_models_are_there() -> None:
    assert names({}) == ["sandbox/scripted", "sandbox/sloppy", "sandbox/human"]
    assert all(info.offline for info in known_models(BOOK, TODAY, {}))


def test_a_key_brings_its_provider_and_no_other() -> None:
    found = names({"ANTHROPIC_API_KEY": "k"})[3:]
    assert found
    assert all(name.startswith("anthropic/") for name in found)


def test_an_empty_key_is_no_key() -> None:
    assert names({"ANTHROPIC_API_KEY": " "}) == names({})


def test_models_past_their_end_are_left_out() -> None:
    ends = {i.name: i.ends for i in known_models(BOOK, "2020-01-01", {}, keyless=True)}
    retiring = {name for name, end in ends.items() if end}
    assert retiring.isdisjoint(names({}, today="2099-01-01", keyless=True))


def test_every_preferred_provider_has_a_model_alive_in_the_bundled_list() -> None:
    found = {name.partition("/")[0] for name in names({}, keyless=True)}
    assert set(PREFERRED) <= found


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("gpt-4o-mini", "openai/gpt-4o-mini"),
        ("gemini-2.5-pro", "gemini/gemini-2.5-pro"),
        ("sandbox/scripted", "sandbox/scripted"),
        ("openrouter/new/model", "openrouter/new/model"),
        ("ollama_chat/qwen3", "ollama_chat/qwen3"),
    ],
)
def test_a_name_resolves_to_its_full_form(name: str, full: str) -> None:
    assert resolve(name, BOOK, {}).name == full


def test_what_a_name_resolves_to_tells_all_that_is_known() -> None:
    info = resolve("openai/gpt-4o-mini", BOOK, {"OPENAI_API_KEY": "sk-secret"})
    assert (info.provider, info.window, info.listed) == ("openai", 128_000, True)
    assert (info.key.variable, info.key.found) == ("OPENAI_API_KEY", True)
    assert info.price is not None
    assert info.price.input_nano == 150
    assert "sk-secret" not in repr(info)


def test_a_model_newer_than_the_list_is_let_through_unlisted() -> None:
    info = resolve("openai/gpt-99", BOOK, {})
    assert not info.listed
    assert (info.window, info.price) == (None, None)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("antropic/claude-haiku-5-5", "anthropic/claude-haiku-5-5"),
        ("gpt4o-mini", "openai/gpt-4o-mini"),
        ("sandbox/scriptd", "sandbox/scripted"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(SandboxError) as caught:
        resolve(name, BOOK, {})
    assert caught.value.code == 2
    assert near in caught.value.hint
    assert nearest(name, BOOK)[0] == near


def test_an_endpoint_of_ones_own_takes_any_name_and_needs_no_key() -> None:
    info = resolve("my-model", BOOK, {}, api_base="http://127.0.0.1:8080/v1")
    assert info.name == "openai/my-model"
    assert not info.key.missing
    famous = resolve("openai/gpt-4o-mini", BOOK, {}, api_base="http://127.0.0.1:8080/v1")
    assert famous.price is None


def test_an_endpoint_of_ones_own_serves_only_names_of_its_kind() -> None:
    base = "http://127.0.0.1:8080/v1"
    served = [name for name in ("openai/x", "x", "anthropic/x") if endpoint_of(name, base)]
    assert served == ["openai/x", "x"]
    assert resolve("anthropic/claude-haiku-5-5", BOOK, {}, base).key.missing


@pytest.mark.parametrize(
    ("provider", "environ", "variable", "missing"),
    [
        ("openai", {}, "OPENAI_API_KEY", True),
        ("gemini", {"GOOGLE_API_KEY": "k"}, "GOOGLE_API_KEY", False),
        ("azure", {"AZURE_API_KEY": "k"}, "AZURE_API_BASE", True),
        ("bedrock", {}, "AWS_ACCESS_KEY_ID", False),  # a profile file may do
        ("ollama", {}, "", False),
        ("nobody_knows", {}, "", False),
    ],
)
def test_key_states(provider: str, environ: dict[str, str], variable: str, missing: bool) -> None:
    state = key_state(provider, environ)
    assert (state.variable, state.missing) == (variable, missing)


def test_a_key_is_read_without_the_line_end_it_was_pasted_with() -> None:
    assert read_key("openai", {"OPENAI_API_KEY": " sk-1\n"}) == "sk-1"

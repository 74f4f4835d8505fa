"""What providers say is cut down to one line, and keys never get through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.models.scrub import Unspoken, one_line, scrub

KEYS = [
    "sk-proj-abcDEF0123456789",
    "sk-ab***********yz",
    "sk-ant-api03-abc_DEF-0123",
    "AIzaSyA0123456789abcdefghij",
    "gsk_0123456789abcdefABCDEF",
    "xai-0123456789abcdef",
    "hf_abcdefABCDEF0123",
    "AKIAIOSFODNN7EXAMPLE",
    "Bearer abc.def-123",
    "bearer 0123456789",
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("around", ["key {} is wrong", "{}", "'{}'", "(key={})", "x\n{}\ny"])
def test_no_key_gets_through(key: str, around: str) -> None:
    text = scrub(around.format(key))
    assert key.rsplit(maxsplit=1)[-1] not in text


def test_a_key_in_an_address_goes_and_the_rest_stays() -> None:
    text = scrub("POST https://x.test/v1/models?key=abcdef123456&alt=sse failed")
    assert text == "POST https://x.test/v1/models[key]&alt=sse failed"


def test_a_secret_of_no_known_shape_goes_too() -> None:
    assert scrub("token swordfish42 refused", ["swordfish42"]) == "token [key] refused"


@pytest.mark.parametrize("text", ["task-2 ask-for help", "no model 'x'", "risk-free", "the keys"])
def test_ordinary_words_stay(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("litellm.BadRequestError: OpenAIException - bad thing", "bad thing"),
        ("litellm.APIError: APIError: OpenAIException - too large", "too large"),
        (
            'litellm.BadRequestError: AnthropicException - b\'{"type":"error","error":'
            '{"type":"x","message":"max_tokens: missing"}}\'',
            "max_tokens: missing",
        ),
        ("Error code: 401 - {'error': {'message': 'no', 'code': None}}", "no"),
        ('[{"error": {"code": 400, "message": "API key not valid"}}]', "API key not valid"),
        ("first\nTraceback (most recent call last):\n  File x", "first"),
        ("x" * 300, "x" * 199 + "…"),
        ("", ""),
    ],
)
def test_only_the_inner_message_is_left(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.lists(st.sampled_from(["sword", "fish42", "swordfish42", "s", " ", "wo", "2"])))
def test_a_secret_in_pieces_is_never_said_and_nothing_else_is_lost(pieces: list[str]) -> None:
    unspoken = Unspoken("swordfish42")
    said = "".join(unspoken.say(piece) for piece in pieces) + unspoken.rest()
    assert said == "".join(pieces).replace("swordfish42", "[key]")


def test_a_secret_s_beginning_waits_for_the_next_piece() -> None:
    unspoken = Unspoken("swordfish42")
    assert [unspoken.say("a sword"), unspoken.say("sman")] == ["a ", "swordsman"]

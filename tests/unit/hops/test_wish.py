"""What is denied is not wished for; what is only asked about is not done."""

import pytest

from sandbox.hops.wish import wish_in


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("please do not cancel my order, when does it come?", "when does it come?"),
        ("Where is it? Please don't cancel it.", "Where is it?"),
        ("I don't want to return order 10042, I love it", "I love it"),
        ("I did not ask you to cancel, where is my parcel", "where is my parcel"),
    ],
)
def test_a_denied_clause_is_left_out(text: str, left: str) -> None:
    found = wish_in(text)
    assert (found.text, found.doubt) == (left, "")


@pytest.mark.parametrize("text", ["do not cancel my order", "Please never send it back!"])
def test_words_that_only_deny_start_nothing(text: str) -> None:
    assert wish_in(text).doubt == "says what is not wanted"


@pytest.mark.parametrize(
    "text",
    [
        "what happens if order 10042 arrives broken?",
        "Hi, is it true you refund broken items?",
        "how long do returns take?",
        "What's your return policy?",
    ],
)
def test_a_question_about_it_is_no_wish(text: str) -> None:
    assert wish_in(text).doubt == "a question about it, not a wish"


@pytest.mark.parametrize(
    "text",
    [
        "my lamp does not work",
        "I do not like it, send it back",
        "I don't want to keep it",
        "I don't know the order number",
        "It broke, I want my money back",
        "I never received my parcel",
        "don't know why, but it is broken",
        "",
    ],
)
def test_a_wish_with_a_no_in_it_is_a_wish(text: str) -> None:
    found = wish_in(text)
    assert (found.text, found.doubt) == (text, "")

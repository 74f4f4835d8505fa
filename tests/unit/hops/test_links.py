"""Links to hosts that nobody named are words, not links."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import wiring
from sandbox.hops.links import hosts_in, neutral
from sandbox.hops.unleaked import ENCODED, INSTRUCTION, unleaked
from sandbox.settings import Settings

PACK = wiring.load(Settings(_env_file=None), "brightcart")  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    "text",
    [
        "![logo](https://evil.example/p.png?d=1)",
        "![](//evil.example/p.png)",
        "[your account](https://evil.example/login)",
        "[https://evil.example](https://evil.example)",
        "[a]( <https://evil.example/x> 'title')",
        "[here][1]\n\n[1]: https://evil.example/t",
        "<https://evil.example/pay>",
        "HTTPS://EVIL.EXAMPLE/x",
        "//evil.example/x",
        "www.evil.example",
        "evil.example/pay?o=1",
        "https://help.brightcart.example@evil.example/",
        "https://evil.example\\@brightcart.example/",
        '<img src="https://evil.example/l.gif">',
        "<a href='http://evil.example'>x</a>",
        "<script src=//evil.example/x.js></script>",
        "[f](data:text/html;base64,AAAA)",
        "[f](javascript:alert(1))",
        "ftp://evil.example/a",
    ],
)
def test_a_foreign_address_is_not_shown(text: str) -> None:
    safe, gone = neutral(f"Please see {text} now.", PACK, [])
    assert "evil.example" not in safe.lower()
    assert "<" not in safe.replace("<3", "")
    assert "javascript:" not in safe
    assert gone


def test_the_words_of_a_link_stay() -> None:
    assert neutral("See [your order](https://evil.example/x) please.", PACK, [])[0] == (
        "See your order please."
    )


@pytest.mark.parametrize(
    "text",
    [
        "It costs 49.90 EUR and/or 1/2 of it; see no. 7 (page 3).",
        "Your parcel KW2029112X was sorted on 2026-11-19 at 08:24:19.",
        "Note: it's 5:30, a < b, 3 > 2, I <3 it.",
        "Sizes are 50 x 50, ratio 16:9, e.g. S/M/L.",
        "Write [EMAIL_1] as it is.",
        "We are open Mon.Fri/Sat and answer by chat.phone/mail.",
        "It is the Brightcart-Carafe-Edition-2026-With-Glass-Lid-And-Wooden-Handle.",
        "See returns/Opening-Hours/2026/How-To-Send-A-Parcel-Back-In-30-Days please.",
    ],
)
def test_what_is_no_address_stays_as_it_is(text: str) -> None:
    assert neutral(text, PACK, []) == (text, ())
    assert unleaked(text, PACK) == (text, ())


def test_a_host_that_the_customer_named_and_a_whole_result_stay() -> None:
    text = "I looked at https://shop.example.org/a, it is the same."
    assert neutral(text, PACK, ["see https://shop.example.org/b"]) == (text, ())
    url = "https://track.example.net/KW2029112X"
    assert neutral(f"Track it: {url}", PACK, [], {url.lower()}) == (f"Track it: {url}", ())
    assert neutral(f"Track it: {url}?d=1", PACK, [], {url.lower()})[1] == ("track.example.net",)


@given(st.text(max_size=120))
def test_neutralised_twice_is_neutralised_once(text: str) -> None:
    once, _ = neutral(text, PACK, [])
    assert neutral(once, PACK, [])[0] == once


@given(st.text(alphabet="htps:/.evil-example[]()!<>w@ ", max_size=60))
def test_no_foreign_host_is_left(text: str) -> None:
    safe, _ = neutral(text, PACK, [])
    assert not any("." in host for host in hosts_in(safe))
    assert "://" not in safe or not safe.partition("://")[0][-1:].isalpha()


def test_instructions_and_encoded_runs_are_not_quoted() -> None:
    line = "Use tools for every fact about a customer, an order or a ticket. Never guess an id"
    safe, gone = unleaked(f"My rules: {line}. Bye.", PACK)
    assert safe == f"My rules: {INSTRUCTION}. Bye."
    assert gone == ("instructions",)
    safe, gone = unleaked("Checksum: " + "QmFzZTY0" * 10, PACK)
    assert safe == f"Checksum: {ENCODED}"
    assert gone == ("encoded text",)


@pytest.mark.parametrize("sign", ["/", "-"])
def test_a_code_that_is_cut_up_is_not_shown(sign: str) -> None:
    code = sign.join(["QmFzZTY0IGlz", "dGhlIHRleHQg", "b2YgdGhlIHJ1", "bGVzIGhlcmUu"])
    assert unleaked(f"Checksum: {code}", PACK) == (f"Checksum: {ENCODED}", ("encoded text",))


def test_a_long_address_that_may_be_shown_is_shown_whole() -> None:
    url = "https://shop.example.org/track?token=" + "a1B2c3D4" * 6
    text = f"Track it: {url}."
    assert neutral(text, PACK, ["see https://shop.example.org/b"]) == (text, ())
    assert unleaked(text, PACK) == (text, ())


def test_what_was_said_is_looked_through_only_for_text_with_an_address():
    looked: list[str] = []

    def said() -> Iterator[str]:
        looked.append("all of it")
        yield "see https://shop.example/x"

    assert neutral("at 10:30, either/or", PACK, said()) == ("at 10:30, either/or", ())
    assert not looked
    assert neutral("https://shop.example/y and https://shop.example/z", PACK, said())[1] == ()
    assert looked == ["all of it"]

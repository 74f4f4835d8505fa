"""Personal data leaves the customer's words before anything else reads them."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.text import RawText
from sandbox.hops.redact import redact
from sandbox.hub.masking import mask_for, new_vault
from sandbox.privacy.mask import Mask
from tests.unit.hops.shop import MAIL, make_pack

PACK = make_pack()


def test_each_placeholder_stands_where_its_span_says(mask: Mask) -> None:
    output = redact(RawText(f"I am Ada Lovelace, write to {MAIL} or x@y.test"), mask, 1)
    assert MAIL not in output.text
    assert "Lovelace" not in output.text
    assert len(output.spans) == 3
    for span in output.spans:
        assert output.text[span.start : span.end] == span.placeholder


def test_the_same_value_has_the_same_placeholder_in_every_turn(mask: Mask) -> None:
    first = redact(RawText(f"mail {MAIL}"), mask, 1)
    second = redact(RawText(f"again: {MAIL}"), mask, 2)
    assert {span.placeholder for span in (*first.spans, *second.spans)} == {"[EMAIL_1]"}


def test_a_typed_placeholder_is_never_somebody_s_value(mask: Mask) -> None:
    redact(RawText(f"mail {MAIL}"), mask, 1)
    output = redact(RawText("send it to [EMAIL_1]"), mask, 2)
    assert "[EMAIL_1]" not in output.text
    assert MAIL not in str(mask.restore(output.text))


def test_an_id_stays_an_id(mask: Mask) -> None:
    assert redact(RawText("order O-10042 of C-0007"), mask, 1).text == "order O-10042 of C-0007"


def test_a_mask_that_breaks_lets_nothing_through(
    mask: Mask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: object, turn: int) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(mask, "redact", broken)
    with pytest.raises(ValueError, match="broken"):
        redact(RawText("hello"), mask, 1)


def test_raw_text_can_be_neither_shown_nor_written_by_mistake() -> None:
    raw = RawText(f"mail {MAIL}")
    assert MAIL not in f"{raw} {raw!r} {[raw]}"
    with pytest.raises(TypeError):
        pickle.dumps(raw)


@given(st.text(max_size=200), st.sampled_from(["", MAIL, "Ada Lovelace", "[EMAIL_1]"]))
def test_redacting_safe_text_changes_nothing(text: str, more: str) -> None:
    mask = mask_for(new_vault(PACK), PACK)
    safe = redact(RawText(f"{text} {more}"), mask, 1).text
    assert mask.mask(safe, 1) == safe

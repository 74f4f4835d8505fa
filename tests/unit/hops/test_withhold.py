"""A reply never shows what belongs to another customer, and always what is the customer's own."""

import pytest

from sandbox.hops.withhold import WITHHELD, Owner, withhold
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.mask import Mask
from sandbox.privacy.spelling import Cell
from sandbox.privacy.vault import Vault

CELLS = [
    Cell("crm", "customers", "C-1", "email", "email", "mine@shop.example"),
    Cell("crm", "customers", "C-2", "email", "email", "theirs@shop.example"),
    Cell("crm", "customers", "C-2", "name", "name", "Petra Lindqvist"),
    Cell("crm", "customers", "C-2", "street", "address", "Hafenweg 12"),
    Cell("crm", "customers", "C-1", "street", "address", "Hafenweg 12"),
]


def _reply(text: str, said: str = "") -> tuple[str, list[str]]:
    mask = Mask(Vault("DE"), KnownValues(CELLS), KeyShapes([], []), "DE")
    said = mask.redact(said, 1).text
    owner = Owner(lambda table, key: key == "C-1", [said])
    safe, leaks = withhold(str(mask.mask(text, 1)), mask, owner)
    return str(mask.restore(safe)), [leak.reference for leak in leaks]


@pytest.mark.parametrize(
    "text", ["Write to theirs@shop.example.", "That order belongs to Petra Lindqvist."]
)
def test_somebody_elses_value_is_withheld_and_named(text: str) -> None:
    safe, leaks = _reply(text)
    assert WITHHELD in safe
    assert "theirs" not in safe
    assert "Lindqvist" not in safe
    assert len(leaks) == 1
    assert leaks[0].startswith("crm.customers/C-2#")


@pytest.mark.parametrize(
    "text",
    [
        "We write to mine@shop.example.",
        "It goes to Hafenweg 12.",
        "Ask Petra.",
        "Write to help@brightcart.example.",
        "Nothing personal here.",
    ],
)
def test_what_is_their_own_shared_or_nobodys_is_shown(text: str) -> None:
    assert _reply(text) == (text, [])


def test_what_the_customer_said_themselves_is_shown() -> None:
    text = "I have noted theirs@shop.example."
    assert _reply(text, said="my wife's mail is theirs@shop.example") == (text, [])

"""A small back-end of made-up people, shared by the tests of this folder."""

import pytest

from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.mask import Mask
from sandbox.privacy.vault import Vault

ROWS = {
    "C-0007": {
        "name": "Grace Brewster Hopper",
        "email": "Grace.Hopper@navy.example.net",
        "phone": "+1 646-555-0134",
        "address": "12 Harbour View, Apt 4, Arlington",
        "card": "5105 1051 0510 5100",
    },
    "C-0008": {
        "name": "Mark Müller",
        "email": "mueller@post.example.net",
        "phone": "+49 30 23125999",
        "address": "Lindenstraße 5, 10969 Berlin",
        "card": "378282246310005",
    },
    "C-0009": {
        "name": "山田太郎",
        "email": "taro@example.jp",
        "phone": "020 7946 0018",
        "address": "東京都千代田区1-1",
        "card": "",
    },
}


class Shop:
    """Fresh objects for each call, so that no test sees another's placeholders."""

    def cells(self) -> list[tuple]:
        return [
            ("crm", "customers", key, column, column, value)
            for key, row in ROWS.items()
            for column, value in row.items()
        ]

    def lookup(self, service: str, table: str, key: str, column: str) -> str | None:
        is_crm = (service, table) == ("crm", "customers")
        return ROWS.get(key, {}).get(column) if is_crm else None

    def known(self) -> KnownValues:
        return KnownValues(self.cells())

    def keys(self) -> KeyShapes:
        existing = {"2025550199", "555", *ROWS}
        return KeyShapes([existing], [r"O-\d{5}", r"\d{10}"])

    def mask(self, vault: Vault | None = None) -> Mask:
        return Mask(vault or Vault(), self.known(), self.keys())


@pytest.fixture(scope="session")
def shop() -> Shop:
    return Shop()

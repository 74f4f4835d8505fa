"""Tables of a pack's back-end."""

import re
from functools import cached_property
from typing import Literal

from sandbox.domain.base import Frozen
from sandbox.domain.personal import PersonalKind

ColumnType = Literal["text", "integer", "real", "boolean", "json"]


class Column(Frozen):
    """One column. `personal` names the kind of personal data it holds; "" = none.

    `money` marks integer minor units; `references` names the table whose key it holds. A `json`
    column holds any JSON value but null, which is an empty cell.
    """

    name: str
    type: ColumnType = "text"
    personal: PersonalKind | Literal[""] = ""
    references: str = ""
    money: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()


class Table(Frozen):
    """One table of a service. Its first column is the key, a text.

    `prefix` and `digits` shape new keys: `O-` and 5 give `O-10042`. `owner` names the column
    that holds the customer a row belongs to ("" = nobody's).
    """

    name: str
    service: str
    columns: tuple[Column, ...]
    prefix: str = ""
    digits: int = 0
    owner: str = ""
    noun: str = ""

    @property
    def key(self) -> str:
        return self.columns[0].name

    @cached_property
    def pattern(self) -> str:
        """Regular expression that a key of this table matches, without anchors."""
        return re.escape(self.prefix) + rf"\d{{{self.digits}}}" if self.digits else ""

"""What a role may do at all, before any rule is asked; and what is counted for the rules."""

from typing import Literal

from sandbox.domain.base import Frozen


class Role(Frozen):
    """Lists of tools and scopes, as patterns: `get_*`, `orders.*` (a service), `*:read`.

    `allow` None = every tool that `deny` does not name. `scopes` None = whatever scopes the
    principal has; else a call must get by with those among them that the list names.
    """

    allow: tuple[str, ...] | None = None
    deny: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None


class Count(Frozen):
    """Rows of `table` that belong to who speaks, counted, or `sum`med over a column of integers.

    `at`: the column that says when a row came about; `per`: only those of the world's running day
    or hour (UTC), or all of them.
    """

    table: str
    sum: str = ""
    at: str = ""
    per: Literal["day", "hour", "ever"] = "ever"

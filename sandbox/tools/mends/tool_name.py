"""The tool that was meant by a name that is none."""

from collections.abc import Collection

from sandbox.tools.mends.similar import squash


def tool_meant(name: str, tools: Collection[str]) -> str:
    """The one of `tools` that `name` is in another spelling: `getOrder`, `orders.get_order`.

    "" where none is, or more than one. A misspelt name stays as it is: `get_order` and `set_order`
    do different things.
    """
    whole, last = squash(name), squash(name.replace("::", ".").rpartition(".")[2])
    found = [tool for tool in tools if squash(tool) in (whole, last)]
    return found[0] if len(found) == 1 and found[0] != name else ""

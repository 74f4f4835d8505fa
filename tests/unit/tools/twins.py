"""Brightcart's tools in Python, and some of them once more in SQL."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sandbox.pack.finding import Report
from sandbox.pack.load import load_pack
from sandbox.pack.pack import Pack
from sandbox.pack.sql_body import SqlTool
from sandbox.pack.sql_file import read_sql
from sandbox.pack.yaml_text import Located
from sandbox.ports import ToolReply
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import FixedClock, attempt

FIXTURES = Path(__file__).parents[3] / "fixtures"


@cache
def brightcart() -> Pack:
    return load_pack(str(FIXTURES / "brightcart"))


@cache
def twins() -> dict[str, SqlTool]:
    """The SQL tools of twins.yaml, by name."""
    bodies = yaml.safe_load(Path(__file__).with_name("twins.yaml").read_text("utf-8"))
    report = Report()
    contracts = {name: brightcart().contracts[name] for name in bodies}
    located = Located("tools.yaml", {name: {"sql": body} for name, body in bodies.items()})
    tools = read_sql("", located, contracts, brightcart().tables, report)
    assert not report.failed, report.in_order()
    return tools


class Both:
    """Two worlds of brightcart with the same past: one for Python's tools, one for SQL's."""

    def __init__(self, folder: Path, customer: str = "C-0007") -> None:
        pack = brightcart()
        self.python, self.sql = (
            WorldDatabase.create(folder / name, pack, scratch=True) for name in ("py", "sql")
        )
        self._boxes = [
            WorldToolbox(world, pack.contracts, functions, lambda: customer, FixedClock())
            for world, functions in (
                (self.python, pack.functions),
                (self.sql, {**pack.functions, **twins()}),
            )
        ]

    async def call(self, tool: str, key: str = "", **arguments: Any) -> tuple[ToolReply, ToolReply]:
        """The replies of the Python tool and of its twin."""
        first, second = [await box.attempt(attempt(tool, key, **arguments)) for box in self._boxes]
        return first, second

    def close(self) -> None:
        self.python.close()
        self.sql.close()

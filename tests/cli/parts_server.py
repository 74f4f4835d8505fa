"""A small MCP server, written with the protocol's SDK: a store of spare parts. For tests."""

import os
import sys
import time
from pathlib import Path

from mcp import MCPError
from mcp.server import MCPServer
from mcp_types import INTERNAL_ERROR, ToolAnnotations

server = MCPServer("parts")
READS = ToolAnnotations(read_only_hint=True)
ADDS = ToolAnnotations(read_only_hint=False, destructive_hint=False)
DIARY = Path(sys.argv[1])


@server.tool(name="find-part", description="Finds a spare part by its name.", annotations=READS)
def find_part(name: str, limit: int = 5) -> dict[str, object]:
    return {"part": f"P-{len(name)}", "name": name, "key": os.environ.get("PARTS_KEY", "")}


@server.tool(description="Orders some of a part.", annotations=ADDS)
def order_part(part: str, count: int) -> str:
    with DIARY.open("a") as diary:
        diary.write(f"{count} of {part}\n")
    if count == 11:
        raise MCPError(INTERNAL_ERROR, "the printer is on fire")
    if count == 12:
        raise RuntimeError("the printer is out of paper")
    if count == 13:
        os._exit(1)
    return f"ordered {count} of {part}"


@server.tool(description="Throws the whole stock away.")
def wipe_stock() -> str:
    return "gone"


@server.tool(description="Counts slowly, part by part.", annotations=READS)
def count_stock(seconds: float) -> int:
    time.sleep(seconds)
    return 7


@server.tool(description="Checks the stock, in vain.", annotations=READS)
def check_stock(die: bool) -> str:
    if die:
        os._exit(1)
    raise RuntimeError("the shelf is empty")


if __name__ == "__main__":
    DIARY.with_suffix(".pid").write_text(str(os.getpid()))
    server.run()

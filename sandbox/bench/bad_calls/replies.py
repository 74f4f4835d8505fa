"""Raw replies of small models: what the parse hop reads in them."""

import gzip
import json
from collections import Counter
from typing import Any

from sandbox.bench.bad_calls.corpus import DATA
from sandbox.domain.tool import ToolCall
from sandbox.hops.parse import parse


def read_replies() -> Counter[str]:
    """Replies by what was read: `native`, `leaked`, `text`, and `cut off`, `unknown tool`, ….

    A native call counts as read when its arguments are an object.
    """
    folder = DATA / "small-models"
    tools = {one["name"] for one in json.loads((folder / "tools.json").read_text("utf-8"))}
    text = gzip.decompress((folder / "replies.jsonl.gz").read_bytes()).decode()
    return Counter(_read(json.loads(line), tools) for line in text.splitlines())


def _read(reply: dict[str, Any], tools: set[str]) -> str:
    native = tuple(
        ToolCall(position=at, id="x", tool=one["name"], arguments=one["arguments"])
        for at, one in enumerate(reply["tool_calls"])
    )
    output = parse(reply["content"], native, tools)
    if output.calls:
        return "native" if native else "leaked"
    if not output.unreadable:
        return "text"
    problem = output.unreadable[0]
    if problem.rule == "unknown_tool":
        return "no tool" if problem.got == "none" else "unknown tool"
    return "a description" if "description" in problem.got else "cut off"

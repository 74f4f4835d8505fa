"""`python -m bench.server`: recorded replies behind tests/loopback's server, in its own process.

Reads a JSON list of replies from stdin, writes its address to stdout, and serves until stdin ends.
Which reply is due follows from the request alone, so clients may come in any order.
"""

import asyncio
import json
import sys
from typing import Any

from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Call, Say, Used


def due(body: dict[str, Any]) -> int:
    """Number of tool results since the customer's last words: the place of the next reply."""
    results = 0
    for message in reversed(body["messages"]):
        if message["role"] == "user":
            break
        results += message["role"] == "tool"
    return results


async def serve() -> None:
    """Runs until stdin is closed."""
    replies = [
        Say(
            text=reply["text"],
            calls=tuple(Call(call["tool"], call["arguments"]) for call in reply["calls"]),
            used=Used(),
        )
        for reply in json.loads(sys.stdin.readline())
    ]

    def script(body: dict[str, Any]) -> Say:
        server.requests.clear()
        return replies[due(body)]

    server = OpenAIServer(script=script)
    async with server:
        print(server.base, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        if server.complaints:
            print(server.complaints[0], file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(serve())

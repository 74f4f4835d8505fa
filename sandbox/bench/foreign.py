"""One turn through another agent framework; run by a Python that has it, and imports none of ours.

`PYTHON foreign.py NAME` reads a task from its first line of input, says which version it has, and
then runs the turn once for each further line: tools of the given schemas, whose results are given,
against the given endpoint, streamed. It writes CPU and time in ms, and how many tools were called.
"""

import asyncio
import importlib.metadata
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

_QUIET = 0.02
_KEY = "none"

Turn = Callable[[], Awaitable[str]]


class Task:
    """What is to be done: `base`, `model`, `system`, `text`, `tools` with schemas, `results`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.base: str = data["base"]
        self.model: str = data["model"]
        self.system: str = data["system"]
        self.text: str = data["text"]
        self.tools: list[dict[str, Any]] = data["tools"]
        self._results: dict[str, Any] = data["results"]
        self.called = 0

    def result(self, tool: str) -> str:
        """What the tool gave when the turn was recorded, at once."""
        self.called += 1
        return str(self._results[tool])


def openai_agents(task: Task) -> Turn:
    from agents import (  # pyright: ignore[reportMissingImports]
        Agent,
        FunctionTool,
        OpenAIChatCompletionsModel,
        Runner,
        set_tracing_disabled,
    )
    from openai import AsyncOpenAI

    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=task.base, api_key=_KEY, max_retries=0)

    def tool(spec: dict[str, Any]) -> Any:
        async def invoke(_: Any, __: str) -> str:
            return task.result(spec["name"])

        return FunctionTool(
            name=spec["name"],
            description=spec["description"],
            params_json_schema=spec["parameters"],
            on_invoke_tool=invoke,
            strict_json_schema=False,
        )

    agent = Agent(
        name="bench",
        instructions=task.system,
        tools=[tool(spec) for spec in task.tools],
        model=OpenAIChatCompletionsModel(task.model, openai_client=client),
    )

    async def turn() -> str:
        run = Runner.run_streamed(agent, task.text)
        async for _ in run.stream_events():
            pass
        return str(run.final_output)

    return turn


def pydantic_ai(task: Task) -> Turn:
    from pydantic_ai import Agent, Tool  # pyright: ignore[reportMissingImports]
    from pydantic_ai.models.openai import OpenAIChatModel  # pyright: ignore[reportMissingImports]
    from pydantic_ai.providers.openai import OpenAIProvider  # pyright: ignore[reportMissingImports]

    def tool(spec: dict[str, Any]) -> Any:
        async def invoke(**_: Any) -> str:
            return task.result(spec["name"])

        return Tool.from_schema(invoke, spec["name"], spec["description"], spec["parameters"])

    provider = OpenAIProvider(base_url=task.base, api_key=_KEY)
    agent = Agent(
        OpenAIChatModel(task.model, provider=provider),
        instructions=task.system,
        tools=[tool(spec) for spec in task.tools],
    )

    async def watched(_: Any, events: Any) -> None:
        async for _event in events:
            pass

    async def turn() -> str:
        return str((await agent.run(task.text, event_stream_handler=watched)).output)

    return turn


KNOWN: dict[str, Callable[[Task], Turn]] = {
    "openai-agents": openai_agents,
    "pydantic-ai-slim": pydantic_ai,
}


async def _work(name: str) -> None:
    task = Task(json.loads(sys.stdin.readline()))
    turn = KNOWN[name](task)
    print(json.dumps({"version": importlib.metadata.version(name)}), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        task.called = 0
        cpu, start = time.process_time(), time.perf_counter()
        said = await turn()
        wall = time.perf_counter() - start
        await asyncio.sleep(_QUIET)
        cpu = time.process_time() - cpu
        told = {"cpu": cpu * 1e3, "wall": wall * 1e3, "tools": task.called, "said": len(said)}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1]))

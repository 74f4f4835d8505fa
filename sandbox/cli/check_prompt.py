"""`sandbox check prompt`: the first request of a turn, what fills its window, what it costs."""

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.cli import check as checks
from sandbox.cli import options
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.money import Cost

if TYPE_CHECKING:
    from sandbox.domain.hop import PromptOutput
    from sandbox.pack.pack import Pack
    from sandbox.ports import ModelRequest
    from sandbox.settings import Settings


def prompt(
    text: checks.Text = "",
    file: checks.Lines = None,
    pack: options.Pack = "",
    model: options.Model = "",
    customer: checks.Customer = None,
    as_json: options.AsJson = False,
) -> None:
    """The request that a message leads to, before it is sent; no model is asked."""
    from sandbox import wiring
    from sandbox.check.lines import text_in
    from sandbox.settings import load_settings

    settings = load_settings()
    loaded = wiring.load(settings, pack)
    name = model or settings.model

    def judge(given: dict[str, Any]) -> dict[str, JSON]:
        request, output = asyncio.run(_request(settings, loaded, text_in(given, "text"), customer))
        return _data(request.model_copy(update={"model": name}), output, settings)

    checks.judged(judge, {"text": text} if text else None, file, as_json, _lines)


async def _request(
    settings: "Settings", pack: "Pack", text: str, customer: str | None
) -> "tuple[ModelRequest, PromptOutput]":
    """The first request of a turn on the seed world, in a session that is thrown away."""
    from sandbox.cli.trying import try_new

    tried = await try_new(settings, pack, text, customer)
    if tried.request is None or tried.prompt is None:
        hint = f"sandbox check try shows how far it goes: {tried.ended}"
        raise SandboxError("no model would be asked", hint)
    return tried.request, tried.prompt


def _data(request: "ModelRequest", output: "PromptOutput", settings: "Settings") -> dict[str, JSON]:
    from sandbox.models.catalog import endpoint_of, resolve
    from sandbox.models.estimate import expected
    from sandbox.models.price_book import load_prices
    from sandbox.models.tool_mode import mode_by
    from sandbox.settings import environment

    book, base = load_prices(settings.prices), settings.api_base
    info = resolve(request.model, book, environment(), base)
    request = request.model_copy(update={"model": info.name})
    served = bool(endpoint_of(info.name, base))
    auto = mode_by(book.entry(info.name), served=served)
    mode = auto if settings.tool_mode == "auto" else settings.tool_mode
    cost = expected(request, book, custom=served, mode=mode)
    return {
        "model": info.name,
        "window": info.window,
        "template": f"{output.template} {output.version}",
        "procedure": output.procedure,
        "step": output.step,
        "parts": {part.name: part.tokens for part in output.parts},
        "input_tokens": cost.usage.input,
        "output_tokens": cost.usage.output,
        "worst_input_tokens": cost.worst_usage.input,
        "worst_output_tokens": cost.worst_usage.output,
        "likely": cost.likely.model_dump(mode="json"),
        "worst": cost.worst.model_dump(mode="json"),
        "why": cost.why,
        "settings": dict(request.settings),
        "tools": [tool.name for tool in request.tools],
        "messages": [message.model_dump(mode="json") for message in request.messages],
    }


def _lines(verdict: dict[str, Any]) -> list[str]:
    from sandbox.export.cost import amount

    lines: list[str] = []
    for message in verdict["messages"]:
        text = "".join(part["text"] for part in message["parts"])
        lines += [f"── {message['role']}", *text.rstrip().split("\n"), ""]
    lines.append(f"── what fills the window of {verdict['model']}")
    widest = max(len(name) for name in verdict["parts"])
    lines += [f"{name.ljust(widest)}  ≈{size:,}" for name, size in verdict["parts"].items()]
    of = f" of {verdict['window']:,}" if verdict["window"] else ""
    whole = sum(verdict["parts"].values())
    lines.append(f"≈{whole:,} tokens{of}; tools: {', '.join(verdict['tools']) or 'none'}")
    likely, worst = (Cost.model_validate(verdict[key]) for key in ("likely", "worst"))
    lines.append(
        f"cost {amount(likely)} for ≈{verdict['input_tokens']:,} tokens in and "
        f"{verdict['output_tokens']:,} out; at most {amount(worst)} for "
        f"{verdict['worst_input_tokens']:,} and {verdict['worst_output_tokens']:,}"
    )
    return [*lines, *([verdict["why"]] if verdict["why"] else [])]

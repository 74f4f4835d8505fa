"""What the next request will cost, and what it can cost at most, before it is sent.

Tokens of the input come from the built-in estimator. On the 176 requests of the recordings shipped
in November 2026 a public tokenizer (cl100k) came to 0.82 to 0.90 times its figure where tools are
told in words, and to 1.02 to 1.30 times where they are JSON, so the worst case takes twice, and
never less than a token for two bytes, for text that is no language. The worst output is what the
request allows, else what the price list says of the model.
"""

from dataclasses import dataclass
from typing import Final

from sandbox.domain.money import FREE, Cost, Usage
from sandbox.domain.tokens import estimate_tokens
from sandbox.log.canonical import canonical
from sandbox.models.accumulate import request_tokens
from sandbox.models.history import to_wire, tools_to_wire
from sandbox.models.offline import OFFLINE
from sandbox.models.plain_tools import to_plain
from sandbox.models.price_book import PriceBook
from sandbox.models.scripted import finish
from sandbox.models.tool_mode import Mode
from sandbox.ports import ModelReply, ModelRequest

TYPICAL_OUTPUT: Final = 150
"""Tokens of a reply where nothing is known yet of the model's replies in this session."""
_WORST: Final = 2
_BYTES_A_TOKEN: Final = 2


@dataclass(frozen=True)
class Expected:
    """Tokens and cost of one request: `likely`, and `worst`, which is not to be passed.

    `worst` is unknown where there is no price or no limit of the output; `why` says which.
    """

    model: str
    usage: Usage
    worst_usage: Usage
    likely: Cost
    worst: Cost
    why: str = ""


def expected(
    request: ModelRequest,
    book: PriceBook,
    *,
    custom: bool = False,
    output: int = TYPICAL_OUTPUT,
    mode: Mode = "native",
) -> Expected:
    """What `request` will come to. `output`: tokens that a reply had so far, on average.

    `custom`: it goes to an endpoint of one's own, whose prices only the user's table knows.
    `mode`: how its model is told of tools; in words they are more than as JSON.
    """
    given, size = _input(request, mode)
    most = most_output(request, book)
    usage = Usage(input=given, output=min(output, most or output), estimated=True)
    worst = Usage(
        input=max(_WORST * given, size // _BYTES_A_TOKEN), output=most or 0, estimated=True
    )
    if request.model in OFFLINE:
        return Expected(request.model, usage, worst, FREE, FREE)
    likely = book.cost(request.model, usage, custom)
    if likely.nano is None:
        return Expected(request.model, usage, worst, likely, Cost(), no_price(request.model))
    if most is None and likely.nano:
        why = f"nothing limits how much {request.model} may say: set max_tokens in domain.yaml"
        return Expected(request.model, usage, worst, likely, Cost(), why)
    return Expected(request.model, usage, worst, likely, book.worst(request.model, worst, custom))


def _input(request: ModelRequest, mode: Mode) -> tuple[int, int]:
    """Tokens and bytes of what is sent."""
    if mode != "native":
        request = to_plain(request, schema=mode == "schema")
    wire = to_wire(request.messages)
    tools = tools_to_wire(request.tools, wire)
    # A provider shows the model the schema that its reply is held to, or may.
    shaped = canonical(request.settings.get("response_format", "")) if mode == "schema" else ""
    size = len(canonical([*wire, *tools]).encode()) + len(shaped.encode())
    return request_tokens(wire, tools) + estimate_tokens(shaped), size


def broken_off(request: ModelRequest, said: str) -> Usage:
    """Tokens of a call that did not come to its end: what was sent, and `said`, which came back."""
    counted = finish(request, ModelReply(model=request.model, text=said)).usage
    return counted.model_copy(update={"estimated": True})


def most_output(request: ModelRequest, book: PriceBook) -> int | None:
    """Tokens that a reply can have at most, None if nobody says."""
    asked = request.settings.get("max_tokens")
    if isinstance(asked, int) and asked > 0:
        return asked
    entry = book.entry(request.model) or {}
    listed = entry.get("max_output_tokens")
    return int(listed) if isinstance(listed, int) and listed > 0 else None


def no_price(model: str) -> str:
    """That there is no price for `model`, and how to name one."""
    return f'the price of {model} is unknown: add "{model}" to [prices] in config.toml'

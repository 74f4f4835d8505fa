"""parse: text and tool calls of one reply, wherever the model put them."""

from collections.abc import Collection, Iterator

from sandbox.domain.hop import ParseOutput, Recovery
from sandbox.domain.tool import ToolCall
from sandbox.hops.leaked import leaked
from sandbox.hops.written import read_written


def parse(text: str, calls: tuple[ToolCall, ...], tools: Collection[str]) -> ParseOutput:
    """The reply's words and calls.

    Calls come native, or leaked into the text: in tags, in a fence, as a function call, or as JSON
    somewhere in it. A leaked object is a call only if it names one of `tools`; half an object is
    never completed by guess.
    """
    if calls:
        return ParseOutput(text=text.strip(), calls=calls, recovered=tuple(_mended(calls)))
    found = leaked(text, tools)
    return ParseOutput(
        text=found.rest.strip(),
        calls=tuple(call for _, _, call in found.calls),
        recovered=tuple(
            Recovery(how=how, position=call.position, before=whole)
            for how, whole, call in found.calls
        ),
        unreadable=tuple(found.problems),
    )


def _mended(calls: tuple[ToolCall, ...]) -> Iterator[Recovery]:
    """Native calls whose arguments are no JSON object, and can be read all the same."""
    for call in calls:
        if how := read_written(call.arguments, call.tool).how:
            yield Recovery(how=how, position=call.position, before=call.arguments)

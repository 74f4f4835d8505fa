"""The one request with which a reply that claims an undone deed goes back to its model."""

import json
from collections.abc import Mapping
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import RespondOutput
from sandbox.domain.message import text_message
from sandbox.ports import ModelRequest

_TASK: Final = (
    "You wrote a reply to a customer. It says that something was done which was not. Write the "
    "reply again without that, keep what is true in it, and promise nothing. Answer with the new "
    "reply only.\n\n"
    '<procedure id="correct_reply" title="Correct the reply">\n'
    "> 1. say {text}\n"
    "</procedure>\n<state>\n{{}}\n</state>"
)
"""The step is in the grammar of procedures, so that every model knows it, the offline ones too."""


def correction(
    reply: str, output: RespondOutput, model: str, settings: Mapping[str, JSON]
) -> ModelRequest:
    """The smallest request that says what is wrong: the reply, the false words, no history."""
    wrong = "\n".join(f"- {one.words}" for one in output.claims if not one.supported)
    said = json.dumps(reply, ensure_ascii=False)
    task = _TASK.format(text=_literal(output.text))
    return ModelRequest(
        model=model,
        messages=(
            text_message("system", task),
            text_message("user", f"The reply: {said}\nNot done:\n{wrong}"),
        ),
        settings=dict(settings),
    )


def _literal(text: str) -> str:
    """`text` as a step's string; nothing in it closes the block or names a field."""
    plain = " ".join(text.replace("{", "(").replace("}", ")").replace("\\", "/").split())
    quoted = json.dumps(plain, ensure_ascii=False)
    return quoted.replace("<", "\\u003c").replace(">", "\\u003e")

"""Passages and abilities as a prompt carries them: written here and read here.

    <passages>                                     <abilities>
    <passage id="KB-3" title="Returns">…</passage>   Refund a damaged item
    </passages>                                    </abilities>

Text between the marks is escaped as in XML, so that what it says can't end it.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sandbox.domain.hop import Passage

_BLOCKS: Final = r"^<{0}>\s*?\n(.*?)^</{0}>\s*?$"
_PASSAGES: Final = re.compile(_BLOCKS.format("passages"), re.MULTILINE | re.DOTALL)
_ABILITIES: Final = re.compile(_BLOCKS.format("abilities"), re.MULTILINE | re.DOTALL)
_PASSAGE: Final = re.compile(
    r'<passage\s+id="?([^">]*?)"?\s+title="([^"]*)"[^>]*>(.*?)</passage>', re.DOTALL
)


@dataclass(frozen=True)
class ShownPassage:
    """One passage as it stands in a prompt."""

    id: str
    title: str
    text: str


def show_passages(passages: Iterable[Passage]) -> str:
    """The block of `passages`, best first, without a newline at its end; "" for none."""
    lines = [_passage(one) for one in passages]
    return "\n".join(["<passages>", *lines, "</passages>"]) if lines else ""


def show_abilities(titles: Iterable[str]) -> str:
    """The block of what the agent can help with, one title a line; "" for none."""
    lines = [_escape(" ".join(title.split())) for title in titles]
    return "\n".join(["<abilities>", *lines, "</abilities>"]) if lines else ""


def read_passages(prompt: str) -> tuple[ShownPassage, ...]:
    """The passages of the last block in `prompt`, in order."""
    found = _PASSAGE.findall(_last(_PASSAGES, prompt))
    return tuple(ShownPassage(*(html.unescape(part).strip() for part in one)) for one in found)


def read_abilities(prompt: str) -> tuple[str, ...]:
    """The titles of the last block in `prompt`; bullets in front are dropped."""
    lines = (line.strip().lstrip("-* ") for line in _last(_ABILITIES, prompt).split("\n"))
    return tuple(html.unescape(line) for line in lines if line)


def _passage(one: Passage) -> str:
    marks = f'id="{_escape(one.id)}" title="{_escape(one.title)}"'
    return f"<passage {marks}>{_escape(one.text)}</passage>"


def _last(pattern: re.Pattern[str], prompt: str) -> str:
    blocks = pattern.findall(prompt)
    return blocks[-1] if blocks else ""


def _escape(text: str) -> str:
    return html.escape(text)

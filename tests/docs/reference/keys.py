"""keys.md"""

from sandbox.tui.commands import COMMANDS
from sandbox.tui.keymap import KEYS, TITLES
from tests.docs.reference.markdown import table

HEAD = """
# Keys and commands of the chat

The same list is under `F1`. Keys that do the same stand together.
"""


def text() -> str:
    parts = [HEAD]
    for title in dict.fromkeys(TITLES.values()):
        rows = [(_keys(key.keys), key.help) for key in KEYS if TITLES[key.area] == title]
        parts.append(f"## {title}\n\n{table(('key', 'does'), rows)}\n")
    rows = [(f"`/{c.name} {c.argument}`".replace(" `", "`"), c.help) for c in COMMANDS]
    parts.append(f"## Typed into the prompt\n\n{table(('command', 'does'), rows)}\n")
    return "\n".join(parts)


def _keys(keys: str) -> str:
    return " ".join(f"`{_NAMES.get(key, key)}`" for key in keys.split(","))


_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
}

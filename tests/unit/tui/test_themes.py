"""Every role can be read on every ground, and every glyph of the screen has an ASCII one."""

import ast
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from sandbox.tui.style import (
    GLYPHS,
    MARK,
    MARK_WORDS,
    SIGN,
    SIGN_WORDS,
    TONE,
    bar_style,
    keep_still,
)
from sandbox.tui.themes.ascii import TABLE
from sandbox.tui.themes.look import CONTRAST, DARK, LIGHT, NO_COLOUR, Look, look_of
from sandbox.tui.themes.ours import THEMES
from sandbox.tui.themes.roles import GROUNDS, ROLES, TEXTS, variables_of

TUI = Path(__file__).parents[3] / "sandbox" / "tui"
BY_NAME = {theme.name: theme for theme in THEMES}


def luminance(color: Color) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)


def ratio(one: Color, two: Color) -> float:
    """Contrast ratio, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def contrast(theme: Theme, text: str, ground: str) -> float:
    variables = variables_of(theme)
    below, above = Color.parse(variables[ground]), Color.parse(variables[text])
    return ratio(below.blend(above, above.a, alpha=1), below)


def test_the_ratio_is_that_of_the_standard():
    assert ratio(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert ratio(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("name", "least"), [(DARK, 4.5), (LIGHT, 4.5), (CONTRAST, 7.0)])
def test_every_role_can_be_read_on_every_ground(name: str, least: float, text: str, ground: str):
    assert contrast(BY_NAME[name], text, ground) >= least


@pytest.mark.parametrize("name", [DARK, LIGHT, CONTRAST])
def test_reversed_signs_can_be_read(name: str):
    for role in ("sign-differs", "sign-new"):
        assert contrast(BY_NAME[name], role, "background") >= 4.5


def test_without_colour_nothing_names_one_but_the_terminals_own():
    theme = BY_NAME[NO_COLOUR]
    assert theme.ansi
    colours = (theme.primary, theme.accent, theme.error, theme.foreground, theme.background)
    assert set(colours) == {"ansi_default"}


@pytest.mark.parametrize("theme", [*BUILTIN_THEMES.values(), *THEMES], ids=lambda one: one.name)
def test_every_theme_has_a_colour_for_every_role(theme: Theme):
    variables = variables_of(theme)
    assert [role for role in ROLES if not variables.get(role)] == []


def test_styles_name_roles_that_exist():
    named = {
        *TONE.values(),
        *MARK.values(),
        *SIGN.values(),
        *map(bar_style, ("infer", "fold", "x")),
    }
    words = {word.removeprefix("$") for style in named for word in style.split() if "$" in word}
    assert words <= set(variables_of(BY_NAME[DARK]))


def test_no_colour_stands_alone():
    assert set(MARK) == set(MARK_WORDS)
    assert set(SIGN) == set(SIGN_WORDS)
    assert all(len(mark) == 1 and mark.isascii() for mark in (*MARK, *SIGN))


def _strings(path: Path) -> set[str]:
    """Characters beyond ASCII in strings that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        char
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        for char in node.value
        if not char.isascii() and char.isprintable()
    }


def test_every_glyph_of_the_screen_has_an_ascii_one():
    found = {char: path.name for path in TUI.rglob("*.py") for char in _strings(path)}
    assert {"▸", "≈", "→"} <= set(found)
    assert {char: name for char, name in found.items() if ord(char) not in TABLE} == {}


def test_ascii_is_ascii_and_as_wide():
    assert all(
        len(plain) == 1 and plain.isascii() and plain.isprintable() for plain in TABLE.values()
    )


@pytest.mark.parametrize(
    ("environ", "look"),
    [
        ({"TERM": "xterm-256color"}, Look()),
        ({"NO_COLOR": "1"}, Look(colour=False, glyphs="ascii")),
        ({"NO_COLOR": ""}, Look()),
        ({"TERM": "dumb"}, Look(colour=False, glyphs="ascii")),
        ({"SANDBOX_ASCII": "1"}, Look(glyphs="ascii")),
        ({"SSH_CONNECTION": "1 2 3 4"}, Look(still=True)),
        ({"TEXTUAL_ANIMATIONS": "none"}, Look(still=True)),
        ({"TEXTUAL_ANIMATIONS": "full"}, Look()),
    ],
)
def test_the_environment_says_how_the_screen_looks(environ: dict[str, str], look: Look):
    assert look_of(environ) == look


def test_a_locale_without_utf8_gets_ascii():
    assert look_of({}, utf8=False).glyphs == "ascii"


def test_the_spinner_of_a_still_screen_has_one_picture():
    try:
        keep_still(True)
        assert GLYPHS.spin == " "
    finally:
        keep_still(False)
    assert len(GLYPHS.spin) > 5

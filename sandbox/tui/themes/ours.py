"""Our four themes. A test holds every role on every ground to its WCAG contrast.

Dark and light: at least 4.5 to 1 (level AA); high contrast: at least 7 to 1 (level AAA).
https://www.w3.org/TR/WCAG22/#contrast-minimum
"""

from __future__ import annotations

from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

from sandbox.tui.themes.look import CONTRAST, DARK, LIGHT, NO_COLOUR

_DARK = Theme(
    name=DARK,
    primary="#0178D4",
    secondary="#004578",
    accent="#ffa62b",
    warning="#ffa62b",
    error="#ba3c5b",
    success="#4EBF71",
    foreground="#e0e0e0",
    variables={
        "text-secondary": "#8fb8dc",
        "text-error": "#d98a9f",
        "hop-engine": "#57a5e2",
        "block-cursor-blurred-background": "#153048",
    },
)

_LIGHT = Theme(
    name=LIGHT,
    dark=False,
    primary="#0a58a8",
    secondary="#5a4a9c",
    accent="#9a4600",
    warning="#8a5300",
    error="#b3162e",
    success="#146c37",
    foreground="#1b1d22",
    background="#fbfbf9",
    surface="#f1f1ee",
    panel="#e6e7ea",
    variables={
        "foreground-muted": "#55585f",
        "text-primary": "#0b4a8c",
        "text-secondary": "#4d3f8a",
        "text-accent": "#7f3a00",
        "text-success": "#0f592d",
        "text-warning": "#714400",
        "text-error": "#99122a",
        "primary-muted": "#cfe0f3",
        "block-cursor-blurred-background": "#cfe0f3",
        "error-muted": "#f6d3d8",
        "warning-muted": "#d9b67c",
        "panel-lighten-2": "#b4b7bf",
        "border-blurred": "#b4b7bf",
        "hop-engine": "#0b4a8c",
        "sign-differs": "#714400",
        "sign-new": "#0f592d",
    },
)

_CONTRAST = Theme(
    name=CONTRAST,
    primary="#8ec5ff",
    secondary="#d0b8ff",
    accent="#ffd24a",
    warning="#ffc04d",
    error="#ffa3a3",
    success="#7dffa0",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#101418",
    variables={
        "foreground-muted": "#d6d6d6",
        "text-primary": "#a9d3ff",
        "text-secondary": "#dccbff",
        "text-accent": "#ffdd70",
        "text-success": "#93ffb0",
        "text-warning": "#ffcf78",
        "text-error": "#ffb3b3",
        "text-muted": "#d6d6d6",
        "primary-muted": "#06264a",
        "block-cursor-blurred-background": "#06264a",
        "error-muted": "#5c1111",
        "warning-muted": "#c79a3a",
        "panel-lighten-2": "#b8bec6",
        "border-blurred": "#b8bec6",
    },
)

_PLAIN = Theme(
    name=NO_COLOUR,
    ansi=True,
    primary="ansi_default",
    secondary="ansi_default",
    accent="ansi_default",
    warning="ansi_default",
    error="ansi_default",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables=BUILTIN_THEMES["ansi-dark"].variables,
)

THEMES: Final = (_DARK, _LIGHT, _CONTRAST, _PLAIN)

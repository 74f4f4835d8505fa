"""What colours mean on this screen: a role for each kind of hop and each verdict.

A role is a CSS variable (`$hop-infer`). Our own themes give each a colour; for every other theme it
is one of the variables that all Textual themes have, so that a person's own theme is complete.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

ROLES: Final[dict[str, str]] = {
    "hop-infer": "text-accent",
    "hop-execute": "text-success",
    "hop-policy": "text-warning",
    "hop-engine": "primary",
    "hop-fold": "foreground-muted",
    "hop-waiting": "text-warning",
    "verdict-good": "text-success",
    "verdict-repaired": "text-warning",
    "verdict-denied": "text-error",
    "verdict-error": "text-error",
    "verdict-fault": "text-warning",
    "verdict-cancelled": "foreground-muted",
    "verdict-asked": "text-warning",
    "sign-differs": "warning",
    "sign-new": "success",
}
"""Role to the variable that stands for it where a theme says nothing."""

TEXTS: Final = (
    "foreground",
    "foreground-muted",
    "text-primary",
    "text-secondary",
    "text-accent",
    "text-success",
    "text-warning",
    "text-error",
    *ROLES,
)
"""Every variable in which the screen writes or draws."""

GROUNDS: Final = (
    "background",
    "surface",
    "panel",
    "primary-muted",
    "block-cursor-blurred-background",
)
"""Every variable on which it does; the last two are the cursor's line in panes and in pickers."""


def _generated(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def role_defaults(theme: Theme) -> dict[str, str]:
    """The colour of every role that `theme` does not name."""
    variables = _generated(theme)
    return {role: variables[base] for role, base in ROLES.items() if role not in theme.variables}


def variables_of(theme: Theme) -> dict[str, str]:
    """Every variable of `theme`, roles too, as CSS values."""
    return {**role_defaults(theme), **_generated(theme)}

"""National ids whose shape or check digits leave little doubt: US, UK, Italy, Spain, Brazil."""

import re
from collections.abc import Iterator
from importlib import import_module

SSN = re.compile(r"(?<![\w-])(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])", re.ASCII)

_CHECKED = (
    (
        "gb.nino",
        r"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
        r"(?: ?\d\d){3} ?[A-D](?!\w)",
    ),
    ("it.codicefiscale", r"(?<!\w)[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z](?!\w)"),
    ("es.dni", r"(?<!\w)\d{8}-?[A-Z](?!\w)"),
    ("es.nie", r"(?<!\w)[XYZ]-?\d{7}-?[A-Z](?!\w)"),
    ("br.cpf", r"(?<!\w)\d{3}\.\d{3}\.\d{3}-\d\d(?!\w)"),
)
_SHAPES = tuple((module, re.compile(shape)) for module, shape in _CHECKED)
_HINT = re.compile(
    r"\d\d(?<!\d\d\d)"
    r"(?:\d-\d\d-| ?\d\d ?\d\d ?[A-D]|[A-Z]\d\d[A-Z]|\d{5}|\d\.\d{3}\.)"
)
"""The digits that each shape has: most texts have none of them, and one cheap search tells."""


def find_national_ids(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every national id."""
    if not _HINT.search(text):
        return
    for match in SSN.finditer(text):
        yield match.span()
    for module, shape in _SHAPES:
        for match in shape.finditer(text):
            if module == "gb.nino" or _checks(module, match[0]):
                yield match.span()


def _checks(module: str, number: str) -> bool:
    return import_module(f"stdnum.{module}").is_valid(number)

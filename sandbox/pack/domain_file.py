"""domain.yaml: what the pack is called, when it plays, who speaks."""

import re
from typing import Annotated, Any

from pydantic import Field

from sandbox.domain.turn import Principal
from sandbox.pack.finding import Report
from sandbox.pack.shape import Form, read_form
from sandbox.pack.yaml_text import read_mapping

FILE = "domain.yaml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_NOW = re.compile(r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")


class PrincipalForm(Form):
    """Who speaks unless `--as` says otherwise. `customer` left out = nobody yet."""

    customer: str = ""
    role: str = "customer"
    channel: str = "chat"
    scopes: tuple[str, ...] = ()


class RouteForm(Form):
    """`threshold`: below this score (0..1) no procedure starts."""

    threshold: Annotated[float, Field(ge=0, le=1)] = 0.35


class DomainForm(Form):
    """The whole file."""

    name: str
    title: str
    version: str
    now: str
    step: Annotated[float, Field(gt=0)] = 1.0
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    customer_table: str
    greeting: str = ""
    principal: PrincipalForm = PrincipalForm()
    route: RouteForm = RouteForm()
    settings: dict[str, Any] = Field(default_factory=dict)

    def speaker(self) -> Principal:
        """The default principal."""
        return Principal(**self.principal.model_dump())


def read_domain(text: str | None, report: Report) -> DomainForm | None:
    """The file as a form; None, with findings, when it is missing or wrong."""
    if text is None:
        report.error(FILE, "is missing", hint="a pack starts with it: name, title, version, now, …")
        return None
    located = read_mapping(FILE, text, report)
    if located is None:
        return None
    form = read_form(DomainForm, located.data, located, report)
    if form is None:
        return None
    if not _NAME.fullmatch(form.name):
        report.error(
            FILE, f"name {form.name!r}", located.line("name"), "small letters, digits, - and _ only"
        )
    if not _NOW.fullmatch(form.now):
        report.error(
            FILE,
            f"now {form.now!r} is no time",
            located.line("now"),
            "write it in UTC with seconds: 2026-11-20T09:00:00Z",
        )
    return form

"""domain.yaml: what the pack is called, when it plays, who speaks."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from sandbox.domain.abstain import DEFAULT, Abstain, Handoff
from sandbox.domain.knowledge import Knowledge
from sandbox.domain.personal import Action, FilterName, PersonalKind, Privacy
from sandbox.domain.role import Count, Role
from sandbox.domain.service import Service
from sandbox.domain.turn import Principal
from sandbox.pack.finding import Report
from sandbox.pack.remote import McpForm
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
    """`threshold`: below this chance (0..1) that it is what is meant no procedure starts.

    From `ask` on, two thirds of it unless said otherwise, the customer is asked what is meant.
    `by`: who chooses; the model of the session is asked for one of the intents, and where it gives
    none of them the examples decide.
    """

    by: Literal["examples", "model"] = "examples"
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5
    ask: Annotated[float, Field(ge=0, le=1)] | None = None

    @property
    def asks_from(self) -> float:
        """The score from which on it asks; never above `threshold`."""
        share = round(self.threshold * 2 / 3, 4) if self.ask is None else self.ask
        return min(share, self.threshold)


class BreakerForm(Form):
    """`failures` in a row open the circuit; after `rest` seconds of world time one call may try."""

    failures: Annotated[int, Field(ge=1, le=1000)] = Service().failures
    rest: Annotated[float, Field(ge=0, le=86_400)] = Service().rest


class LimitForm(Form):
    """At most `calls` attempts in any `per` seconds of world time."""

    calls: Annotated[int, Field(ge=1, le=1000)]
    per: Annotated[float, Field(gt=0, le=86_400)] = Service().per


class ServiceForm(Form):
    """How the calls of one service are guarded; see docs/faults.md. `at_once`: the bulkhead.

    `mcp`: the server on which its tools run, where that is not the pack itself; see docs/mcp.md.
    """

    breaker: BreakerForm = BreakerForm()
    limit: LimitForm | None = None
    at_once: Annotated[int, Field(ge=1, le=100)] = Service().at_once
    mcp: McpForm | None = None

    def settings(self) -> Service:
        """The same as the engine takes it."""
        limit = self.limit.model_dump() if self.limit else {}
        return Service(**self.breaker.model_dump(), **limit, at_once=self.at_once)


class RoleForm(Form):
    """Tools and scopes of one role, as patterns; see docs/policy.md."""

    allow: tuple[str, ...] | None = None
    deny: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None

    def role(self) -> Role:
        """The same as the engine takes it."""
        return Role(**self.model_dump())


class CountForm(Form):
    """Rows of who speaks, counted or summed, that rules read as `input.counts.NAME`."""

    table: str
    sum: str = ""
    at: str = ""
    per: Literal["day", "hour", "ever"] = "ever"

    def count(self) -> Count:
        """The same as the engine takes it."""
        return Count(**self.model_dump())


class PolicyForm(Form):
    """What the rules may count, who else decides, and how long a person may take to answer.

    `opa`: where an OPA server gives the decisions, in place of the pack's own rules. `timeout`: the
    seconds it may take. `answer_within`: seconds after which a confirm is rejected, 0 = never.
    """

    counts: dict[str, CountForm] = Field(default_factory=dict)
    opa: Annotated[str, Field(pattern=r"^$|^https?://[^\s/]+/")] = ""
    timeout: Annotated[float, Field(gt=0, le=60)] = 2.0
    answer_within: Annotated[float, Field(ge=0, le=86_400)] = 0.0


class PrivacyForm(Form):
    """What is done about personal data: a filter pack, and single kinds over it.

    See docs/personal-data.md.
    """

    filter: FilterName = ""
    kinds: dict[PersonalKind, Action] = Field(default_factory=dict)

    def privacy(self) -> Privacy:
        """The same as the engine takes it."""
        return Privacy(**self.model_dump())


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
    identify: str = ""
    person: str = ""
    principal: PrincipalForm = PrincipalForm()
    route: RouteForm = RouteForm()
    handoff: Handoff | None = None
    abstain: Abstain = DEFAULT
    roles: dict[str, RoleForm] = Field(default_factory=dict)
    policy: PolicyForm = PolicyForm()
    knowledge: Knowledge = Knowledge()
    privacy: PrivacyForm = PrivacyForm()
    services: dict[str, ServiceForm] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)

    def speaker(self) -> Principal:
        """The default principal."""
        return Principal(**self.principal.model_dump())


def read_domain(text: str | None, report: Report) -> DomainForm | None:
    """The file as a form; None, with findings, when it is missing or wrong."""
    if text is None:
        report.unread(
            FILE, "is missing", hint="a pack starts with it: name, title, version, now, …"
        )
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


def line_of(text: str, key: str) -> int:
    """The line of a top-level key, 0 where it is not written."""
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 0)

"""A pack, loaded: everything the engine knows of a trade."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.domain.abstain import DEFAULT, Abstain, Handoff
from sandbox.domain.base import Frozen
from sandbox.domain.knowledge import DEFAULT as KNOWLEDGE
from sandbox.domain.knowledge import Knowledge
from sandbox.domain.personal import Privacy
from sandbox.domain.procedure import Intent, Procedure
from sandbox.domain.role import Count, Role
from sandbox.domain.schema import Table
from sandbox.domain.service import Service
from sandbox.domain.tool import ToolContract
from sandbox.domain.turn import Principal


class Article(Frozen):
    """One knowledge article: Markdown with front matter.

    `language`, `product`: for whom it is, empty for all. `valid_from`, `valid_until`: days in world
    time, both counted in, "" without an end.
    """

    id: str
    title: str
    text: str
    tags: tuple[str, ...] = ()
    language: str = ""
    product: tuple[str, ...] = ()
    valid_from: str = ""
    valid_until: str = ""


class Template(Frozen):
    """One prompt template: `<hop>.md.j2` with front matter. `digest` is of the whole file.

    `first_line`: the line of the file on which `text` starts, so that errors name the file's.
    `newest`: the newest version that lock.toml knows, "" where that is this one.
    """

    id: str
    version: str
    text: str
    variables: tuple[str, ...] = ()
    digest: str = ""
    first_line: int = 1
    newest: str = ""


@dataclass(frozen=True)
class Pack:
    """One agent as data.

    `files`: text of every file that matters by path in the pack (prompts as `prompts/…`), LF
    normalised. `digests`: of those. `tables` in an order in which references point backwards.
    `rows`: seed rows by table. `functions`: tool name to Python function. `money`: currency code.
    `step`: seconds the world clock moves at each hop. `root` never reaches a log. `identify`: the
    procedure that finds out who is speaking, "" if the pack has none; `person`: the one for
    somebody who asks for a person. `route_ask`: the score from which on a customer is asked what is
    meant. `services`: how calls are guarded, where that differs from the default. `handoff`: how a
    colleague's note is written, None where the engine writes none; `abstain`: when it hands over.
    `roles`: what a role may do before any rule is asked, {} for no such lists. `counts`: what is
    counted for the rules. `opa`: the OPA server that decides, "" for the pack's own rules, and
    `opa_timeout` its seconds. `answer_within`: seconds after which a confirm is rejected, 0 for
    never. `knowledge`: how articles are searched. `privacy`: what is done
    about personal data.
    """

    name: str
    title: str
    version: str
    root: Path
    now: str
    principal: Principal
    customer_table: str
    region: str
    currency: str
    step: float
    greeting: str
    tables: Mapping[str, Table]
    rows: Mapping[str, tuple[dict[str, Any], ...]]
    contracts: Mapping[str, ToolContract]
    functions: Mapping[str, Callable[..., Any]]
    intents: tuple[Intent, ...]
    procedures: Mapping[str, Procedure]
    policy: Mapping[str, str]
    policy_data: Mapping[str, Any]
    articles: tuple[Article, ...]
    templates: Mapping[str, Template]
    files: Mapping[str, str]
    digests: Mapping[str, str]
    route_threshold: float = 0.35
    route_ask: float = 0.2333
    route_by_model: bool = False
    identify: str = ""
    person: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    handoff: Handoff | None = None
    abstain: Abstain = DEFAULT
    roles: Mapping[str, Role] = field(default_factory=dict)
    counts: Mapping[str, Count] = field(default_factory=dict)
    opa: str = ""
    opa_timeout: float = 2.0
    answer_within: float = 0.0
    knowledge: Knowledge = KNOWLEDGE
    privacy: Privacy = field(default_factory=Privacy)

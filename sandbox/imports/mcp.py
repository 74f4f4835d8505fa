"""The tools of a running MCP server as a pack of their own, or as a service of a pack."""

import keyword
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sandbox.api import OTHER_FIELDS, RECORD_KEY
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Column, Table
from sandbox.domain.tool import Effect
from sandbox.imports.domain import Domain, contract_of
from sandbox.imports.openapi.document import Document
from sandbox.imports.openapi.operations import snake
from sandbox.imports.openapi.schemas import Schemas
from sandbox.imports.specs import Spec
from sandbox.imports.tables import CUSTOMERS
from sandbox.imports.yaml_out import dump
from sandbox.pack.finding import nearest
from sandbox.pack.load import load_pack
from sandbox.pack.pack import Pack
from sandbox.pack.remote import RemoteServer
from sandbox.tools.schemas import compile_schema

if TYPE_CHECKING:
    from mcp_types import Tool

SECONDS: Final = 30.0
"""What a tool may take that nobody here has written."""
_LONGEST: Final = 64
_RULES: Final = """# The tools of the MCP server {name}. Looking something up is allowed.
# A tool that may change something is denied until it is listed, and then asks a person each time.
package policy

import rego.v1

{name}_may := {may}

decisions contains {{
	"verdict": "allow",
	"rule": "{name}-reads",
	"reason": "The server says that this changes nothing.",
	"evidence": {{}},
}} if {{
	input.tool.service == "{name}"
	input.tool.effect == "read"
}}

decisions contains {{
	"verdict": "confirm",
	"rule": "{name}-listed",
	"reason": "This may change something on another server.",
	"evidence": {{"tool": input.tool.name}},
}} if {{
	input.tool.service == "{name}"
	input.tool.effect != "read"
	input.tool.name in {name}_may
}}

decisions contains {{
	"verdict": "deny",
	"rule": "{name}-unlisted",
	"reason": "It may change something on another server, and {name}_may does not list it.",
	"evidence": {{"tool": input.tool.name}},
}} if {{
	input.tool.service == "{name}"
	input.tool.effect != "read"
	not input.tool.name in {name}_may
}}
"""


class Found:
    """The tools of one server, by names of ours. `names`: the server's, where they differ."""

    def __init__(self, server: RemoteServer, tools: Iterable["Tool"]) -> None:
        self.server = server
        self.names: dict[str, str] = {}
        self.notes: list[str] = []
        self.specs: list[Spec] = []
        for tool in tools:
            self._take(tool)
        if not self.specs:
            raise SandboxError(f"{server.service}: the server has no tools", "is it the right one?")

    def allowed(self, names: Iterable[str]) -> frozenset[str]:
        """Tools that may write, by our name or the server's. Raises `SandboxError` for others."""
        found = set[str]()
        theirs = {their: our for our, their in self.names.items()}
        writes = {spec.name for spec in self.specs if not spec.reads}
        for name in names:
            our = theirs.get(name, name)
            if our not in writes:
                known = any(spec.name == our for spec in self.specs)
                hint = "reads need no --allow" if known else nearest(name, writes)
                message = f"--allow {name[:60]}: the server has no tool of this name that writes"
                raise SandboxError(message, hint, code=2)
            found.add(our)
        return frozenset(found)

    def service(self) -> dict[str, Any]:
        """The service as domain.yaml has it."""
        server = self.server
        form: dict[str, Any] = {"command": list(server.command)} if server.command else {}
        form |= {"url": server.url} if server.url else {}
        form |= {"env": list(server.env)} if server.env else {}
        form |= {"token": server.token} if server.token else {}
        return {"mcp": form | ({"names": self.names} if self.names else {})}

    def rules(self, allowed: Iterable[str]) -> str:
        """Rego: reads are allowed, writes of the list ask, all others are denied."""
        names = ", ".join(f'"{name}"' for name in sorted(allowed))
        may = f"{{{names}}}" if names else "set()"
        return _RULES.format(name=self.server.service, may=may)

    def _take(self, tool: "Tool") -> None:
        name = self._free(tool.name)
        if name != tool.name:
            self.names[name] = tool.name
        said = " ".join((tool.description or tool.title or "").split())
        self.specs.append(
            Spec(
                name=name,
                description=said[:600] or f"{tool.name} of {self.server.service}",
                parameters=self._object(name, tool.input_schema),
                effect=effect_of(tool),
                result=self._plain(name, tool.output_schema or {}),
                service=self.server.service,
                timeout=SECONDS,
            )
        )

    def _free(self, theirs: str) -> str:
        name = snake(theirs)[:_LONGEST] or "tool"
        if not name[0].isalpha() or keyword.iskeyword(name):
            name = f"tool_{name}"[:_LONGEST]
        number, whole = 2, name
        while any(spec.name == name for spec in self.specs):
            name, number = f"{whole[: _LONGEST - 4]}_{number}", number + 1
        return name

    def _object(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        plain = self._plain(name, schema)
        if plain.get("type") != "object" or not isinstance(plain.get("properties", {}), dict):
            return {"type": "object", "properties": {}}
        return {"properties": {}, **plain}

    def _plain(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        try:
            plain = Schemas(Document(name, schema)).plain(schema, "response") if schema else {}
            compile_schema(plain)
        except (SandboxError, ValueError):
            self.notes.append(f"{name}: a schema of it is none, so any value will do")
            return {}
        return plain


def effect_of(tool: "Tool") -> Effect:
    """By the server's hints, and what they mean where it gives none: it may destroy something."""
    hints = tool.annotations
    if hints is not None and hints.read_only_hint is True:
        return "read"
    return "write" if hints is not None and hints.destructive_hint is False else "irreversible"


def as_domain(base: Domain, found: Found, allowed: frozenset[str]) -> Domain:
    """`base` with the server's tools, and an empty table of customers."""
    customers = CUSTOMERS[0]
    table = Table(
        name=customers,
        service="people",
        columns=(Column(name=RECORD_KEY), Column(name=OTHER_FIELDS, type="json")),
        owner=RECORD_KEY,
    )
    service = found.server.service
    return replace(
        base,
        specs=found.specs,
        customers=customers,
        database={customers: {}},
        tables={customers: table},
        remote={service: found.service()},
        offered=allowed,
        rules={f"policy/{service}.rego": found.rules(allowed)},
    )


def add_to(root: Path, found: Found, allowed: frozenset[str]) -> Pack:
    """Adds the server to the pack in folder `root`, which is loaded again; whole or not at all.

    Raises `SandboxError` where the service or a tool is there already.
    """
    service, before = found.server.service, load_pack(str(root))
    taken = [spec.name for spec in found.specs if spec.name in before.contracts]
    services = {one.service for one in before.contracts.values()}
    rules = root / "policy" / f"{service}.rego"
    if service in services or rules.exists():
        hint = "give another name"
        raise SandboxError(f"{before.name} has a service {service} already", hint, code=2)
    if taken:
        raise SandboxError(f"{before.name} has a tool {taken[0]} already", "rename it", code=2)
    files = {
        root / name: (root / name).read_text("utf-8") for name in ("domain.yaml", "tools.yaml")
    }
    tools = {spec.name: contract_of(spec, service) for spec in found.specs}
    domain, contracts = files.values()
    written = {
        root / "domain.yaml": _with_service(domain, {service: found.service()}),
        root / "tools.yaml": f"{contracts.rstrip()}\n\n{dump(tools)}",
        rules: found.rules(allowed),
    }
    rules.parent.mkdir(exist_ok=True)
    try:
        for path, text in written.items():
            path.write_text(text, "utf-8", newline="\n")
        return load_pack(str(root))
    except BaseException:
        for path, text in files.items():
            path.write_text(text, "utf-8", newline="\n")
        rules.unlink(missing_ok=True)
        raise


def _with_service(text: str, service: dict[str, Any]) -> str:
    """domain.yaml with one service more; its comments stay."""
    place = re.search(r"^services:[ \t]*(.*)$", text, re.MULTILINE)
    if place is None:
        return f"{text.rstrip()}\n\n{dump({'services': service})}"
    if place[1].strip() and not place[1].lstrip().startswith("#"):
        hint = "write `services:` with one service a line below it"
        raise SandboxError("domain.yaml has its services in one line", hint, code=2)
    below = re.match(r"\n(?:[ \t]*(?:#.*)?\n)*([ ]+)\S", text[place.end() :])
    indent = below[1] if below else "  "
    lines = "".join(f"{indent}{line}\n" for line in dump(service).splitlines())
    return f"{text[: place.end()]}\n{lines.rstrip()}{text[place.end() :]}"

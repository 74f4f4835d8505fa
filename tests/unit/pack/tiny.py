"""A small pack that loads without a finding, and a way to break one of its files."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.pack.finding import Finding
from sandbox.pack.lint import lint_pack
from sandbox.pack.load import load_pack
from sandbox.pack.lock import lock_text

FILES = {
    "domain.yaml": """
        name: tiny
        title: Tiny
        version: "1"
        now: 2026-01-02T03:04:05Z
        region: DE
        currency: EUR
        customer_table: people
        principal: {customer: P-01}
    """,
    "schema.yaml": """
        tables:
          people:
            service: crm
            noun: person
            key: {prefix: P-, digits: 2}
            owner: id
            columns:
              id: text
              name: {personal: name, required: true}
              email: {personal: email}
          things:
            service: shop
            noun: thing
            key: {prefix: X-, digits: 3}
            owner: person_id
            columns:
              id: text
              person_id: {references: people, required: true}
              state: {choices: [open, shut]}
              price_minor: {type: integer, money: true}
              weight: real
              fragile: boolean
    """,
    "rows/people.csv": """
        id,name,email
        P-01,Ada Prong,ada@example.com
        P-02,Bo Quill,bo@shop.example.org
    """,
    "rows/things.csv": """
        id,person_id,state,price_minor,weight,fragile
        X-001,P-01,open,1990,1.5,true
        X-002,P-02,,,,false
    """,
    "tools.yaml": """
        get_thing:
          service: shop
          description: One thing with its state and its price.
          references: {thing_id: things}
          arguments:
            type: object
            required: [thing_id]
            additionalProperties: false
            properties:
              thing_id: {type: string}
          result:
            type: object
            properties:
              state: {type: string}
        hand_off:
          service: crm
          description: Passes the conversation to a person.
          effect: write
          scopes: [crm:write]
          idempotency: [reason]
          arguments:
            type: object
            required: [reason]
            additionalProperties: false
            properties:
              reason: {type: string}
          result:
            type: object
            properties:
              case_id: {type: string}
    """,
    "tools.py": """
        from sandbox.api import World, tool


        @tool
        def get_thing(world: World, thing_id: str) -> dict[str, object]:
            return {"state": "open"}


        @tool
        def hand_off(world: World, reason: str) -> dict[str, object]:
            return {"case_id": "1"}
    """,
    "intents.yaml": """
        intents:
          - id: look
            title: Look at a thing
            procedure: look
            examples: [show it, show me the thing, where is it, what is it, look at it]
    """,
    "procedures/look.md": """
        ---
        id: look
        title: Look at a thing
        version: "1"
        intent: look
        variables:
          thing_id: {type: row, table: things, ask: Which thing?}
        ---

        Be brief.

        ```steps
        ask thing_id
        call get_thing(thing_id)
        when get_thing.state == "shut":
          hand_off "it is shut"
        say "It is {get_thing.state}."
        ```
    """,
    "policy/rules.rego": """
        package policy

        import rego.v1

        decisions contains {"verdict": "allow", "rule": "all"} if {
            input.tool.effect in {"read", "write"}
        }
    """,
    "policy/data.yaml": "limits: {price: '10.00'}\n",
    "knowledge/care.md": """
        ---
        id: care
        title: Care
        tags: [care]
        ---

        Wipe it with a cloth.
    """,
    "prompts/agent.md.j2": """
        ---
        id: agent
        version: "1"
        variables: [now]
        ---
        It is {{ now }}.
    """,
}


class Tiny:
    """The pack in a folder. `write` replaces a file; `swap` changes words in one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> "Tiny":
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else dedent(text).lstrip("\n").encode()
        path.write_bytes(data)
        return self

    def swap(self, name: str, old: str, new: str) -> "Tiny":
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        (self.root / name).write_text(text.replace(old, new), encoding="utf-8")
        return self

    def drop(self, name: str) -> "Tiny":
        (self.root / name).unlink()
        return self

    def findings(self) -> list[Finding]:
        return lint_pack(self.root)

    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings() if finding.severity == "error"]

    def only_error(self) -> Finding:
        """The one error, which `load_pack` raises too."""
        errors = self.errors()
        assert len(errors) == 1, errors
        with pytest.raises(SandboxError) as raised:
            load_pack(str(self.root))
        assert raised.value.message == f"{errors[0].where}: {errors[0].message}"
        assert str(self.root) not in str(raised.value)
        return errors[0]

    def only_warning(self) -> Finding:
        """The one warning, in a pack that loads."""
        findings = self.findings()
        assert [finding.severity for finding in findings] == ["warning"], findings
        load_pack(str(self.root))
        return findings[0]


@dataclass(frozen=True)
class Mistake:
    """`old` in `file` becomes `new`, and that is found: what is said of it, and where.

    `where` is the file of the finding if it is another one; `line` its line if that is not the
    first line that changed.
    """

    file: str
    old: str
    new: str
    says: str = ""
    hint: str = ""
    where: str = ""
    line: int = 0

    def is_named(self, pack: Tiny) -> None:
        """Asserts that lint names this mistake in `pack`, and that it can't be loaded."""
        before = (pack.root / self.file).read_text(encoding="utf-8").splitlines()
        pack.swap(self.file, self.old, self.new)
        after = (pack.root / self.file).read_text(encoding="utf-8").splitlines()
        pairs = zip(before, after, strict=False)
        line = self.line or next(n for n, (old, new) in enumerate(pairs, 1) if old != new)
        place = (self.where or self.file, line)
        errors = pack.errors()
        found = [f for f in errors if (f.file, f.line) == place]
        assert any(self.says in f.message and self.hint in f.hint for f in found), errors
        with pytest.raises(SandboxError):
            load_pack(str(pack.root))


def lock(pack: Tiny) -> None:
    """Writes prompts/lock.toml as `sandbox lint --lock` does."""
    loaded = load_pack(str(pack.root))
    pack.write("prompts/lock.toml", lock_text(loaded.templates, {}))

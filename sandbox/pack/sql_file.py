"""`sql:` in tools.yaml: a tool's body as SQL, for packs without a line of Python."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.pack.finding import Report, nearest
from sandbox.pack.shape import read_form
from sandbox.pack.sql_body import Change, Insert, Let, Query, Refusal, Require, SqlTool, Step
from sandbox.pack.sql_compile import BadSql, Compiled, Compiler, foreign
from sandbox.pack.sql_form import BODY, GIVEN, SqlForm, StepForm
from sandbox.pack.sql_promises import unkept
from sandbox.pack.yaml_text import Located

At = tuple[str | int, ...]


class _Statement(NamedTuple):
    """A statement, and where it stands under the tool's name."""

    sql: str
    at: At


def read_sql(
    text: str,
    located: Located | None,
    contracts: Mapping[str, ToolContract],
    tables: Mapping[str, Table],
    report: Report,
) -> dict[str, SqlTool]:
    """The SQL tools of tools.yaml (`text`) by name; what is wrong with one goes to `report`."""
    bodies = {name: located.data[name].get(BODY) for name in contracts} if located else {}
    if located is None or all(body is None for body in bodies.values()):
        return {}
    compiler = Compiler(tables)
    try:
        return {
            name: tool
            for name, body in bodies.items()
            if body is not None
            and (
                tool := _Reader(text, located, contracts[name], tables, compiler, report).read(body)
            )
        }
    finally:
        compiler.close()


class _Reader:
    """Reads the body of one tool."""

    def __init__(
        self,
        text: str,
        located: Located,
        contract: ToolContract,
        tables: Mapping[str, Table],
        compiler: Compiler,
        report: Report,
    ) -> None:
        self._lines = text.splitlines()
        self._located = located
        self._contract = contract
        self._tables = tables
        self._compiler = compiler
        self._report = report
        self._known = {*GIVEN, *_properties(contract.arguments)}
        self._readable: set[str] = set()
        self._writable: set[str] = set()
        self._failed = False

    def read(self, body: Any) -> SqlTool | None:
        """The tool; None when it can't be used."""
        short = isinstance(body, str)
        at: At = (self._contract.name, BODY)
        value = {"one": body} if short else body
        what = f"tool {self._contract.name}"
        form = read_form(SqlForm, value, self._located, self._report, at, what)
        if form is None:
            return None
        self._check_form(form)
        steps = [self._step(step, number) for number, step in enumerate(form.steps)]
        one = self._query(form.one, () if short else ("one",))
        lists = {name: self._listed(sql, ("lists", name)) for name, sql in form.lists.items()}
        many = self._listed(form.many, ("many",)) if form.many else None
        missing = form.missing or self._missing()
        self._check_message(missing, ("missing",))
        for message, hint in () if self._failed else unkept(self._contract, one, lists, many):
            self._error(message, (), hint)
        if self._failed:
            return None
        return SqlTool(
            name=self._contract.name,
            steps=tuple(step for step in steps if step is not None),
            one=one,
            lists={name: query for name, query in lists.items() if query is not None},
            many=many,
            missing=Refusal(missing, "unknown_reference"),
            defaults={
                name: schema.get("default") if isinstance(schema, dict) else None
                for name, schema in _properties(self._contract.arguments).items()
            },
            schema=self._contract.result,
        )

    def _missing(self) -> str:
        """`there is no order {order_id}`, by the first row that the contract refers to."""
        for argument, name in self._contract.references.items():
            if name in self._tables:
                return f"there is no {self._tables[name].noun or name} {{{argument}}}"
        return "there is no such row"

    def _check_form(self, form: SqlForm) -> None:
        """What does not depend on the statements; fills in which tables may be touched."""
        own = {t.name for t in self._tables.values() if t.service == self._contract.service}
        self._writable = own | set(form.writes)
        self._readable = self._writable | set(form.reads)
        for key, names in (("reads", form.reads), ("writes", form.writes)):
            for number, name in enumerate(names):
                if name not in self._tables:
                    hint = nearest(name, self._tables)
                    self._error(f"{key} names {name!r}, no table", (key, number), hint)
        for name in GIVEN:
            if name in _properties(self._contract.arguments):
                message = f"an argument can't be called {name!r}: SQL has :{name} from the engine"
                self._error(message, ())
        if form.many and (form.one or form.lists):
            self._error("`many` is the whole result; use `lists` beside `one`", ("many",))
        writes = any(step.insert or step.update or step.delete for step in form.steps)
        if writes and not self._contract.writes:
            hint = "write `effect: write`"
            self._error("it is declared as a read, so its steps may not write", ("steps",), hint)
        if not writes and not (form.one or form.lists or form.many):
            self._error("gives no result", (), "write `one:`, `lists:` or `many:`")
        if self._contract.writes and not writes:
            message = f"tool {self._contract.name}: it is declared as a write, but no step writes"
            self._report.warn(self._located.file, message, self._line(()))

    def _step(self, form: StepForm, number: int) -> Step | None:
        at: At = ("steps", number)
        kinds = [k for k in ("require", "let", "insert", "update", "delete") if getattr(form, k)]
        if len(kinds) != 1:
            self._error("a step is one of require, let, insert, update, delete", at)
            return None
        kind = kinds[0]
        for key, of in (("from", ("insert",)), ("as", ("insert",))):
            if getattr(form, f"{key}_") and kind not in of:
                self._error(f"`{key}` belongs to an insert", (*at, key))
        refusal = Refusal(form.message, form.kind) if form.message else None
        if refusal is not None and kind in ("let", "insert"):
            self._error(f"a step that is {kind} never refuses", (*at, "message"))
        if form.message:
            self._check_message(form.message, (*at, "message"))
        match kind:
            case "require":
                query = self._query(form.require, (*at, "require"))
                if refusal is None:
                    self._error("needs a `message` for when there is no row", (*at, "require"))
                return Require(query, refusal) if query and refusal else None
            case "let":
                return self._let(form.let, (*at, "let"))
            case "insert":
                return self._insert(form, at)
            case _:
                return self._change(kind, getattr(form, kind), refusal, (*at, kind))

    def _let(self, sql: str, at: At) -> Let | None:
        found = self._select(_Statement(sql, at))
        if found is None:
            return None
        for name in found.columns:
            if not name.isidentifier():
                self._error(f"{name!r} is no name for a value; write AS", at)
            elif name in GIVEN:
                self._error(f":{name} is the engine's", at, "choose another name")
        self._known |= set(found.columns)
        return Let(self._ready(found), found.columns)

    def _insert(self, form: StepForm, at: At) -> Insert | None:
        table = self._tables.get(form.insert)
        if form.as_:
            if not form.as_.isidentifier() or form.as_ in GIVEN:
                self._error(f"{form.as_!r} is no name for a value", (*at, "as"))
            self._known.add(form.as_)
        if table is None or table.name not in self._writable:
            self._no_table(form.insert, "write", self._writable, (*at, "insert"))
            return None
        if not form.from_:
            self._error("an insert needs `from: SELECT …`", (*at, "insert"))
            return None
        found = self._select(_Statement(form.from_, (*at, "from")))
        if found is None:
            return None
        columns = [column.name for column in table.columns]
        for name in found.columns:
            if name not in columns:
                message = f"{table.name} has no column {name!r}"
                self._error(message, (*at, "from"), nearest(name, columns), name)
        for column in table.columns:
            keyed = column.name == table.key and table.digits
            needed = column.required or column.name == table.key
            if needed and not keyed and column.name not in found.columns:
                self._error(f"{table.name} needs a value for {column.name!r}", (*at, "from"))
        return Insert(table, self._ready(found), form.as_)

    def _change(self, kind: str, sql: str, refusal: Refusal | None, at: At) -> Change | None:
        compiled = self._compiler.update if kind == "update" else self._compiler.delete
        found = self._compiled(_Statement(sql, at), compiled)
        if found is None:
            return None
        for table in foreign(found.written, self._writable):
            self._no_table(table, "write", self._writable, at)
        return Change(", ".join(sorted(found.written)), found.sql, refusal)

    def _listed(self, sql: str, at: At) -> Query | None:
        if "order by" not in " ".join(sql.lower().split()):
            message = f"tool {self._contract.name}: {_words(at)}: its rows have no ORDER BY"
            hint = "without one they may come in another order after an undo"
            self._report.warn(self._located.file, message, self._line(at), hint)
        return self._query(sql, at)

    def _query(self, sql: str, at: At) -> Query | None:
        found = self._select(_Statement(sql, at)) if sql else None
        return self._ready(found) if found else None

    def _ready(self, found: Compiled) -> Query:
        return Query(found.sql, self._compiler.kinds(found), found.columns)

    def _select(self, statement: _Statement) -> Compiled | None:
        return self._compiled(statement, self._compiler.select)

    def _compiled(self, statement: _Statement, compiled: Any) -> Compiled | None:
        try:
            found: Compiled = compiled(statement.sql)
        except BadSql as error:
            self._error(str(error), statement.at, "", error.token)
            return None
        for name in sorted(found.parameters - self._known):
            hint = nearest(name, self._known)
            self._error(f"there is no value :{name}", statement.at, hint, f":{name}")
        for table in foreign(found.tables(), self._readable):
            self._no_table(table, "read", self._readable, statement.at)
        return found

    def _no_table(self, table: str, verb: str, allowed: set[str], at: At) -> None:
        if table not in self._tables:
            self._error(f"there is no table {table!r}", at, nearest(table, allowed))
            return
        key = "reads" if verb == "read" else "writes"
        message = f"may not {verb} {table}, a table of {self._tables[table].service}"
        self._error(message, at, f"if it has to, say so: `{key}: [{table}]`", table)

    def _check_message(self, message: str, at: At) -> None:
        for name in Refusal(message).names():
            if name not in self._known:
                self._error(f"{{{name}}} is no value here", at, nearest(name, self._known))

    def _error(self, message: str, at: At, hint: str = "", token: str = "") -> None:
        self._failed = True
        where = f"{_words(at)}: " if at else ""
        text = f"tool {self._contract.name}: {where}{message}"
        self._report.error(self._located.file, text, self._line(at, token), hint)

    def _line(self, at: At, token: str = "") -> int:
        """The line of a statement; of `token` in it where it goes over several."""
        line = self._located.line(self._contract.name, BODY, *at)
        if not token or not line:
            return line
        indent = _indent(self._lines[line - 1])
        for number in range(line, len(self._lines) + 1):
            text = self._lines[number - 1]
            if number > line and text.strip() and _indent(text) <= indent:
                break
            if token.lower() in text.lower():
                return number
        return line


def _properties(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return schema.get("properties") or {}


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))


def _words(at: At) -> str:
    """`steps[2].require`, counted from 1 as people do."""
    words = ""
    for part in at:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words

"""What domain.yaml says of roles and counts, held against tools and tables."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.pack import domain_file
from sandbox.pack.domain_file import CountForm, DomainForm
from sandbox.pack.finding import Report, nearest


def check_policy(
    domain: DomainForm,
    tables: Mapping[str, Table],
    contracts: Mapping[str, ToolContract],
    text: str,
    report: Report,
) -> None:
    """A role's patterns match something, and a count's table and columns exist.

    A pattern that matches nothing forbids nothing, and a count over nothing limits nothing: both
    would go unnoticed. `text` is domain.yaml's, for the lines of findings.
    """
    file = domain_file.FILE
    if domain.roles and domain.principal.role not in domain.roles:
        message = f"principal: the role {domain.principal.role!r} is not under `roles:`"
        hint = nearest(domain.principal.role, domain.roles)
        report.error(file, message, domain_file.line_of(text, "principal"), hint)
    for message, hint in _bad_roles(domain, contracts) if contracts else ():
        report.error(file, f"roles: {message}", domain_file.line_of(text, "roles"), hint)
    for name, count in domain.policy.counts.items():
        for message, hint in _bad_count(name, count, tables, contracts) if tables else ():
            report.error(file, f"counts: {message}", domain_file.line_of(text, "policy"), hint)


def _bad_roles(
    domain: DomainForm, contracts: Mapping[str, ToolContract]
) -> Iterator[tuple[str, str]]:
    tools = [name for c in contracts.values() for name in (c.name, f"{c.service}.{c.name}")]
    scopes = sorted({scope for c in contracts.values() for scope in c.scopes})
    for role, form in domain.roles.items():
        for pattern in (*(form.allow or ()), *form.deny):
            if not _any(tools, pattern):
                yield f"{role}: {pattern!r} matches no tool", nearest(pattern, contracts)
        for pattern in form.scopes or ():
            if not _any(scopes, pattern):
                yield f"{role}: no tool asks for the scope {pattern!r}", nearest(pattern, scopes)


def _any(names: Sequence[str], pattern: str) -> bool:
    return any(fnmatchcase(name, pattern) for name in names)


def _bad_count(
    name: str,
    count: CountForm,
    tables: Mapping[str, Table],
    contracts: Mapping[str, ToolContract],
) -> Iterator[tuple[str, str]]:
    if name.partition(".")[0] in contracts:
        yield f"{name} is the name of a tool, whose successes are counted", "name it otherwise"
    table = tables.get(count.table)
    if table is None:
        yield f"{name}: there is no table {count.table!r}", nearest(count.table, tables)
        return
    columns = {column.name: column for column in table.columns}
    for column in filter(None, (count.sum, count.at)):
        if column not in columns:
            yield f"{name}: {count.table} has no column {column!r}", nearest(column, columns)
    if count.per != "ever" and not count.at:
        yield f"{name}: per {count.per} of which time?", "at: the column that holds it"
    summed = columns.get(count.sum)
    if summed is not None and summed.type != "integer":
        yield f"{name}: {count.sum} holds no integers", "a sum is taken in minor units"

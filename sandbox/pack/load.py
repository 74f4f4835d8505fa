"""Loads a pack: reads its files, checks them against each other, puts the `Pack` together."""

from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.pack import domain_file
from sandbox.pack.crosscheck import check_domain, check_identify, check_procedures
from sandbox.pack.digest import LOCK, digests, read_files
from sandbox.pack.domain_file import read_domain
from sandbox.pack.find import find_pack, prompts_folder
from sandbox.pack.finding import Report
from sandbox.pack.functions import check_functions, read_functions
from sandbox.pack.intents_file import read_intents
from sandbox.pack.lock import read_lock, with_newest
from sandbox.pack.needs import with_needs
from sandbox.pack.pack import Pack
from sandbox.pack.pages import read_articles, read_templates
from sandbox.pack.policy_check import check_policy
from sandbox.pack.policy_files import read_policy
from sandbox.pack.procedures_file import read_procedures
from sandbox.pack.remote import remote_bodies
from sandbox.pack.rows_file import read_rows
from sandbox.pack.schema_check import check_schemas
from sandbox.pack.schema_file import read_schema
from sandbox.pack.sql_file import read_sql
from sandbox.pack.steps_check import check_steps
from sandbox.pack.tools_file import read_contracts


def load_pack(name_or_path: str, *, packs: str | None = None) -> Pack:
    """The pack of this name or path (see `find_pack`; `packs` stands in for `SANDBOX_PACKS`).

    Raises `SandboxError` for the first mistake, with the file in the pack, the line, and what to
    do; `sandbox.pack.lint.lint_pack` lists all of them.
    """
    report = Report()
    pack = build(find_pack(name_or_path, packs), report)
    errors = [finding for finding in report.in_order() if finding.severity == "error"]
    if errors:
        first, more = errors[0].as_error(), len(errors) - 1
        if more:
            also = f"{more} more: `sandbox lint` lists them"
            first.hint = f"{first.hint}; {also}" if first.hint else also
        raise first
    if pack is None:
        raise SandboxError("the pack could not be read", "`sandbox lint` says why")
    return pack


def build(root: Path, report: Report) -> Pack | None:
    """The pack in folder `root` as far as it goes; None when domain.yaml can't be read."""
    files = read_files(root, prompts_folder(root), report)
    sums = digests(files)
    domain = read_domain(files.get(domain_file.FILE), report)
    tables = read_schema(files.get("schema.yaml"), report)
    with report.resting_on("schema.yaml"):
        rows = read_rows(_inside(files, "rows/"), tables, report)
        declared = domain.services if domain else ()
        contracts, located = read_contracts(files.get("tools.yaml"), tables, report, declared)
    if located is not None:
        check_schemas(contracts, located, report)
    functions = read_functions(domain.name if domain else root.name, files, report)
    functions = {**remote_bodies(domain, contracts), **functions}
    with report.across("tools"):
        check_functions(functions, contracts, located, files, report)
    with report.resting_on("schema.yaml"):
        functions |= read_sql(files.get("tools.yaml", ""), located, contracts, tables, report)
    with report.resting_on("schema.yaml"):
        procedures, sources = read_procedures(files, tables, report)
    intents = read_intents(files.get("intents.yaml"), procedures, report)
    procedures = with_needs(procedures, intents)
    identify = domain.identify if domain else ""
    with report.across("domain.yaml", "tools.yaml", "intents.yaml", "schema.yaml"):
        check_procedures(procedures, sources, intents, contracts, identify, report)
    policy, policy_data = read_policy(files, report)
    articles = read_articles(files, report)
    with report.across("procedures/", "tools.yaml", "knowledge/", "schema.yaml"):
        check_steps(procedures, sources, contracts, articles, report)
    templates = read_templates(files, sums, report)
    templates = with_newest(templates, read_lock(files.get(LOCK), report))
    if domain is None:
        return None
    text = files[domain_file.FILE]
    with report.across("tools.yaml", "schema.yaml", "rows/"):
        check_domain(domain, tables, rows, contracts, text, report)
        check_policy(domain, tables, contracts, text, report)
    with report.across("tools.yaml", "procedures/", "intents.yaml", "schema.yaml"):
        check_identify(domain, procedures, contracts, intents, text, report)
    return Pack(
        name=domain.name,
        title=domain.title,
        version=domain.version,
        root=root,
        now=domain.now,
        principal=domain.speaker(),
        customer_table=domain.customer_table,
        region=domain.region,
        currency=domain.currency,
        step=domain.step,
        greeting=domain.greeting,
        tables=tables,
        rows=rows,
        contracts=contracts,
        functions=functions,
        intents=intents,
        procedures=procedures,
        policy=policy,
        policy_data=policy_data,
        articles=articles,
        templates=templates,
        files=files,
        digests=sums,
        route_threshold=domain.route.threshold,
        route_ask=domain.route.asks_from,
        route_by_model=domain.route.by == "model",
        identify=domain.identify,
        person=domain.person,
        settings=domain.settings,
        services={name: form.settings() for name, form in domain.services.items()},
        handoff=domain.handoff,
        abstain=domain.abstain,
        roles={name: form.role() for name, form in domain.roles.items()},
        counts={name: form.count() for name, form in domain.policy.counts.items()},
        opa=domain.policy.opa,
        opa_timeout=domain.policy.timeout,
        answer_within=domain.policy.answer_within,
        knowledge=domain.knowledge,
        privacy=domain.privacy.privacy(),
    )


def _inside(files: dict[str, str], folder: str) -> dict[str, str]:
    return {name: text for name, text in files.items() if name.startswith(folder)}

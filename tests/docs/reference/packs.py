"""packs.md"""

from pydantic import BaseModel

from sandbox.domain.procedure import VariableSpec
from sandbox.domain.tool import ToolContract
from sandbox.pack import digest
from sandbox.pack.domain_file import DomainForm
from sandbox.pack.intents_file import IntentForm
from sandbox.pack.pages import ArticleForm, TemplateForm
from sandbox.pack.procedures_file import ProcedureForm, VariableForm
from sandbox.pack.schema_file import ColumnForm, KeyForm, TableForm
from sandbox.pack.sql_form import SqlForm, StepForm
from sandbox.pack.tools_file import ContractForm
from tests.docs.reference.markdown import doc, fields, nested, sections

HEAD = """
# Files of a pack

A pack is a folder: `fixtures/NAME/`, with its prompts in `fixtures/NAME/prompts/` or else in
`prompts/NAME/` beside `fixtures/`. `sandbox lint NAME` checks all of it, by file and line. A key
that is not listed here is refused.
"""
FORMS: tuple[tuple[str, str, tuple[type[BaseModel], ...], str], ...] = (
    ("domain.yaml", "What the pack is called, when it plays, who speaks.", (DomainForm,), ""),
    (
        "schema.yaml",
        "`tables:` maps a name to a table, its `columns:` a name to a column.",
        (TableForm, KeyForm, ColumnForm),
        "",
    ),
    (
        "tools.yaml: contracts",
        "Maps a tool's name to its contract. Keys beginning with `x-` are places for YAML anchors.",
        (ContractForm,),
        doc(ToolContract).split("\n\n", 1)[1],
    ),
    (
        "tools.yaml: sql",
        "The body of a tool, in place of a Python function; see [tools in SQL](../sql-tools.md).",
        (SqlForm, StepForm),
        "",
    ),
    (
        "intents.yaml",
        "`intents:` is a list. The examples are what a message is compared with.",
        (IntentForm,),
        "",
    ),
    (
        "procedures/*.md",
        "Front matter, guidance in prose, and one block of [steps](../procedures.md).",
        (ProcedureForm, VariableForm),
        doc(VariableSpec).split("\n\n", 1)[-1],
    ),
    ("knowledge/*.md", "Front matter and an article.", (ArticleForm,), ""),
    (
        "prompts/*.md.j2",
        "Front matter and a Jinja template. `prompts/lock.toml` keeps the digest of each version;"
        " `sandbox lint --lock` writes it.",
        (TemplateForm,),
        "",
    ),
)


def text() -> str:
    parts = [HEAD, _files()]
    for title, says, forms, more in FORMS:
        parts.append(f"## {title}\n\n{says}\n")
        if more:
            parts.append(f"{more}\n")
        if len(forms) == 1:
            parts.append(f"{fields(forms[0])}\n")
        else:
            parts += [f"{section}\n" for section in sections(forms)]
        inside = [model for model in nested(forms) if model not in forms]
        parts += [f"{section}\n" for section in sections(inside)]
    return "\n".join(parts)


def _files() -> str:
    groups = [f"`{folder}/*{ending}`" for folder, ending in digest.GROUPS]
    single = [f"`{name}`" for name in (*digest.SINGLE, digest.POLICY_DATA)]
    return (
        f"These make the agent, and a change of any of them is a new version of it: "
        f"{', '.join((*single, *groups))}, `prompts/*{digest.PROMPT}`, `{digest.LOCK}`. Everything "
        "else in the folder (recordings, scenarios, tests) may change without changing the agent.\n"
    )

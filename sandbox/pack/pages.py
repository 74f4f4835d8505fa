"""knowledge/*.md and prompts/*.md.j2: pages with front matter."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from sandbox.pack.digest import LOCK, PROMPT
from sandbox.pack.finding import Report
from sandbox.pack.front_matter import Page, read_page
from sandbox.pack.pack import Article, Template
from sandbox.pack.shape import Form, read_form

_Day = Annotated[str, Field(pattern=r"^(\d{4}-(0\d|1[0-2])-([0-2]\d|3[01]))?$")]


class ArticleForm(Form):
    """Front matter of a knowledge article. `product`: one, or a list; see docs/knowledge.md."""

    id: str
    title: str
    tags: tuple[str, ...] = ()
    language: Annotated[str, Field(pattern=r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]+)*)?$")] = ""
    product: str | tuple[str, ...] = ()
    valid_from: _Day = ""
    valid_until: _Day = ""

    def fields(self) -> dict[str, Any]:
        """The same as `Article` takes it."""
        product = (self.product,) if isinstance(self.product, str) else self.product
        return {**self.model_dump(), "product": product}


class TemplateForm(Form):
    """Front matter of a prompt template. `variables` lists the names it prints."""

    id: str
    version: str
    variables: tuple[str, ...] = ()


def read_articles(files: Mapping[str, str], report: Report) -> tuple[Article, ...]:
    """Articles by id."""
    articles: dict[str, Article] = {}
    for file, text in files.items():
        if not file.startswith("knowledge/"):
            continue
        page = read_page(file, text, report)
        form = read_form(ArticleForm, page.data, page.head, report) if page else None
        if page is None or form is None:
            continue
        if form.id in articles:
            report.error(file, f"another article has the id {form.id!r}", page.head.line("id"))
            continue
        if not page.body.strip():
            report.error(file, "has no text", page.body_line)
        if form.valid_from and form.valid_until and form.valid_from > form.valid_until:
            message = f"is valid until {form.valid_until}, before it begins"
            report.error(file, message, page.head.line("valid_until"))
        articles[form.id] = Article(text=page.body.strip(), **form.fields())
    return tuple(articles[key] for key in sorted(articles))


def read_templates(
    files: Mapping[str, str], digests: Mapping[str, str], report: Report
) -> dict[str, Template]:
    """Templates by id; the file is named after it: `agent.md.j2` has the id `agent`."""
    templates: dict[str, Template] = {}
    for file, text in files.items():
        if not file.startswith("prompts/") or file == LOCK:
            continue
        page = read_page(file, text, report)
        form = read_form(TemplateForm, page.data, page.head, report) if page else None
        if page is None or form is None:
            continue
        name = file.removeprefix("prompts/").removesuffix(PROMPT)
        if form.id != name:
            message = f"has the id {form.id!r}"
            report.error(
                file, message, page.head.line("id"), f"write id: {name}, as the file is named"
            )
        _check_syntax(file, page, report)
        templates[form.id] = Template(
            text=page.body,
            digest=digests[file],
            first_line=page.body_line,
            **form.model_dump(),
        )
    return templates


def _check_syntax(file: str, page: Page, report: Report) -> None:
    """A template that can't be compiled is no prompt; filters and tests count as syntax."""
    # Imported late: the first frame of the screen has no pack yet.
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    try:
        ImmutableSandboxedEnvironment().compile(page.body)
    except jinja2.TemplateSyntaxError as error:
        line = error.lineno + page.body_line - 1
        report.error(file, f"not a template: {error.message}", line)

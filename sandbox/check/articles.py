"""Articles that no typical message finds, for `sandbox lint`."""

from collections.abc import Iterator

from sandbox.hops.retrieve import retrieve
from sandbox.knowledge.search import KnowledgeSearch
from sandbox.pack.finding import Finding, Report
from sandbox.pack.pack import Article, Pack
from sandbox.pack.yaml_text import read_yaml


def look(pack: Pack) -> Iterator[Finding]:
    """A hint for each article that is neither named by a procedure nor found by a message.

    Messages are the examples of intents and what customers say in `scenarios/*.yaml`. An article is
    found by one if a passage of it is among the best that a turn looks at, used or not.
    """
    steps = [step for one in pack.procedures.values() for step in one.steps]
    named = {step.name for step in steps if step.kind == "read"}
    left = {article.id: article for article in pack.articles if article.id not in named}
    search = KnowledgeSearch(pack.articles)
    for message in _messages(pack):
        if not left:
            return
        for passage in retrieve(message, search).passages:
            left.pop(passage.id.partition("#")[0], None)
    for article in left.values():
        yield _hint(article, pack)


def _hint(article: Article, pack: Pack) -> Finding:
    files = (name for name in pack.files if name.startswith("knowledge/"))
    head = f"id: {article.id}\n"
    file = next((name for name in files if head in pack.files[name][:2_000]), "knowledge")
    return Finding(
        file=file,
        line=1 if file != "knowledge" else 0,
        message="no example of an intent and no scenario finds it, and no procedure reads it",
        hint="add a message that should find it to scenarios/, or take the article away",
        severity="hint",
    )


def _messages(pack: Pack) -> Iterator[str]:
    for intent in pack.intents:
        yield from intent.examples
    for path in sorted((pack.root / "scenarios").glob("*.yaml")):
        try:
            located = read_yaml(path.name, path.read_text("utf-8"), Report())
        except (OSError, UnicodeDecodeError):
            continue  # no part of the pack: who plays it is told
        for item in located.data if located and isinstance(located.data, list) else ():
            said = item.get("say") if isinstance(item, dict) else item
            if isinstance(said, str):
                yield said

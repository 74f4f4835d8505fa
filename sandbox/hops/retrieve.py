"""retrieve: finds knowledge passages before generation, and brings those a procedure names."""

from collections.abc import Iterable, Sequence
from typing import Final

from sandbox.domain.hop import Passage, RetrieveOutput
from sandbox.domain.knowledge import ANYBODY, Scope
from sandbox.knowledge.chunks import chunks_of
from sandbox.log.fold import Session
from sandbox.pack.pack import Article, Pack
from sandbox.ports import Search

PASSAGES = 3
NAMED: Final = "named by the procedure"
_LONGEST_QUERY = 1_000
_LONGEST_ARTICLE: Final = 6_000
"""Characters of a named article; what is longer is to be named by its chunk (`KB-3#2`)."""


def retrieve(
    text: str, search: Search, named: tuple[Passage, ...] = (), scope: Scope = ANYBODY
) -> RetrieveOutput:
    """The best passages for the customer's words, with scores and why each is in or out.

    `named`: those that the procedure has named; they come first. `scope`: see `scope_of`.
    """
    query = text[:_LONGEST_QUERY]
    found = search.search(query, PASSAGES, scope)
    return RetrieveOutput(query=query, passages=with_named(found, named))


def scope_of(session: Session, pack: Pack, now: str) -> Scope:
    """Whose articles count now: by the session's variables, else by what the pack says."""
    named = {name: session.variables.get(name) for name in ("language", "product")}
    told = {name: str(one.value) for name, one in named.items() if one and one.value}
    settings = {"language": pack.knowledge.language, "product": pack.knowledge.product}
    return Scope(now=now, **(settings | told))


def with_named(passages: tuple[Passage, ...], named: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """`named` and then `passages`, each text once: of a whole article no part again."""
    whole = {one.id for one in named}
    return (*named, *(one for one in passages if not {one.id, one.id.split("#")[0]} & whole))


def named_passages(names: Iterable[str], articles: Sequence[Article]) -> tuple[Passage, ...]:
    """The articles, or their chunks, of these ids; one that is not there any more is left out."""
    found = (_named(name, articles) for name in dict.fromkeys(names))
    return tuple(one for one in found if one is not None)


def _named(name: str, articles: Sequence[Article]) -> Passage | None:
    of = name.split("#", maxsplit=1)[0]
    article = next((one for one in articles if one.id == of), None)
    if article is None:
        return None
    if name == of:
        return _passage(name, article.title, article.text[:_LONGEST_ARTICLE])
    chunk = next((one for one in chunks_of([article]) if one.id == name), None)
    return _passage(name, chunk.title, chunk.text) if chunk else None


def _passage(name: str, title: str, text: str) -> Passage:
    return Passage(id=name, title=title, text=text, score=0.0, used=True, why=NAMED)

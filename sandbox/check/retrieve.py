"""`check retrieve`: which passages a question finds, and how often the right article is among them.

The figures are recall@k, the share of questions whose article is among the first k, and MRR, the
mean of 1 / rank (0 where it is not found).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sandbox.check.lines import BadLine, text_in
from sandbox.domain.base import JSON
from sandbox.domain.hop import Passage
from sandbox.domain.knowledge import Scope
from sandbox.knowledge.filters import left_out
from sandbox.pack.pack import Pack
from sandbox.ports import Search

DEPTH: Final = 5
"""How many different articles a question is judged by."""
_PASSAGES: Final = 50
_AT: Final = (1, 3, 5)


def retrieved(
    given: Mapping[str, Any], pack: Pack, search: Search, scope: Scope
) -> dict[str, JSON]:
    """`{"articles": ids, best first, "passages": [{"id", "title", "score", "used", "why"}]}`.

    With `article` in the line also `rank`: its place among the articles from 1, null if it is not
    among the first 5. Raises `BadLine`, also for an article that the pack does not have.
    """
    passages = search.search(text_in(dict(given), "text"), _PASSAGES, scope)
    out = {article.id for article in pack.articles if left_out(article, scope)}
    found = dict.fromkeys(_article(one) for one in passages if _article(one) not in out)
    articles = list(found)[:DEPTH]
    shown: list[JSON] = [
        one.model_dump(mode="json", exclude={"text"})
        for one in passages
        if _article(one) in out.union(articles)
    ]
    verdict: dict[str, JSON] = {"articles": list(articles), "passages": shown}
    if "article" in given:
        wanted = text_in(dict(given), "article")
        if wanted not in {article.id for article in pack.articles}:
            raise BadLine(f"the pack has no article {wanted}")
        verdict["rank"] = articles.index(wanted) + 1 if wanted in articles else None
    return verdict


def summary_of(verdicts: Iterable[Mapping[str, Any]]) -> dict[str, JSON]:
    """`{"n", "recall@1", "recall@3", "recall@5", "mrr", "missed"}` of verdicts with a rank.

    `missed`: how many were not found at all. {} when no line named an article.
    """
    ranks = [one["rank"] for one in verdicts if "rank" in one]
    if not ranks:
        return {}
    found: list[int] = [rank for rank in ranks if rank is not None]
    recall = {f"recall@{k}": _share(sum(r <= k for r in found), len(ranks)) for k in _AT}
    mrr = _share(sum(1 / rank for rank in found), len(ranks))
    return {"n": len(ranks), **recall, "mrr": mrr, "missed": len(ranks) - len(found)}


def summary_line(summary: Mapping[str, Any]) -> str:
    """The figures for people."""
    figures = "  ".join(f"{name} {summary[name]:.3f}" for name in [f"recall@{k}" for k in _AT])
    return f"{figures}  MRR {summary['mrr']:.3f}  n {summary['n']}  missed {summary['missed']}"


def _article(passage: Passage) -> str:
    return passage.id.partition("#")[0]


def _share(part: float, whole: int) -> float:
    return round(part / whole, 4)

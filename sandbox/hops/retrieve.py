"""retrieve: finds knowledge passages before generation."""

from sandbox.domain.hop import RetrieveOutput
from sandbox.ports import Search

PASSAGES = 3
_LONGEST_QUERY = 1_000


def retrieve(text: str, search: Search) -> RetrieveOutput:
    """The best passages for the customer's words, with scores and why each is in or out."""
    query = text[:_LONGEST_QUERY]
    return RetrieveOutput(query=query, passages=search.search(query, PASSAGES))

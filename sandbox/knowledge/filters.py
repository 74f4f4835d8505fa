"""Which articles count for a customer, and on a day."""

from sandbox.domain.knowledge import Scope
from sandbox.pack.pack import Article


def left_out(article: Article, scope: Scope) -> str:
    """Why an article is not for this customer or not for now, in words; "" if it is.

    An article that names no language or product is for all of them. `valid_from` and `valid_until`
    are days in world time, both counted in.
    """
    today = scope.now[:10]
    if article.language and scope.language and not _speaks(article.language, scope.language):
        return f"it is in {article.language}, not {scope.language}"
    products = [one.casefold() for one in article.product]
    if products and scope.product and scope.product.casefold() not in products:
        return f"it is about {', '.join(article.product)}, not {scope.product}"
    if today and article.valid_from and today < article.valid_from:
        return f"it is valid from {article.valid_from} on"
    if today and article.valid_until and today > article.valid_until:
        return f"it was valid until {article.valid_until}"
    return ""


def _speaks(one: str, other: str) -> bool:
    """`en` and `en-GB` are one language, `en-GB` and `en-US` are two."""
    first, second = (tag.casefold().replace("_", "-") for tag in (one, other))
    return f"{first}-".startswith(f"{second}-") or f"{second}-".startswith(f"{first}-")

"""A pack from disk, its knowledge search and its rules."""

from sandbox.pack.pack import Pack
from sandbox.ports import Decide, Search
from sandbox.settings import Settings


def load(settings: Settings, name: str = "") -> Pack:
    """The pack by name or path. Raises `SandboxError` naming file and line."""
    from sandbox.pack.load import load_pack

    return load_pack(name or settings.pack, packs=settings.packs or None)


def search_of(pack: Pack) -> Search:
    """Knowledge search over the pack's articles."""
    from sandbox.knowledge.search import KnowledgeSearch

    return KnowledgeSearch(pack.articles)


def rules_of(pack: Pack) -> Decide:
    """The pack's policy as a function."""
    from sandbox.policy.rego import RegoPolicy

    return RegoPolicy.compile(pack.policy, pack.policy_data).decide

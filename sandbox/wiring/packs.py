"""A pack from disk, its knowledge search and its rules."""

from dataclasses import replace
from typing import Final

from sandbox.log.by_identity import ByIdentity
from sandbox.pack.pack import Pack
from sandbox.ports import Decide, RemoteDecide, Search
from sandbox.settings import Settings


def load(settings: Settings, name: str = "") -> Pack:
    """The pack by name or path. Raises `SandboxError` naming file and line."""
    from sandbox.pack.load import load_pack

    pack = load_pack(name or settings.pack, packs=settings.packs or None)
    if not settings.privacy:
        return pack
    return replace(pack, privacy=pack.privacy.model_copy(update={"filter": settings.privacy}))


def search_of(pack: Pack) -> Search:
    """Knowledge search over the pack's articles; one index serves all its sessions."""
    return _search_of(pack)


def _search(pack: Pack) -> Search:
    from sandbox.knowledge.search import KnowledgeSearch

    return KnowledgeSearch(pack.articles, pack.knowledge)


_search_of: Final = ByIdentity(_search)


def rules_of(pack: Pack) -> Decide:
    """The pack's policy as a function."""
    from sandbox.policy.rego import RegoPolicy

    return RegoPolicy.compile(pack.policy, pack.policy_data).decide


def opa_of(pack: Pack) -> RemoteDecide | None:
    """The OPA server that decides in place of the pack's own rules, None where they do."""
    if not pack.opa:
        return None
    from sandbox.adapters.opa import OpaServer

    return OpaServer(pack.opa, pack.opa_timeout)

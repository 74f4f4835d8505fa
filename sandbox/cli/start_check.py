"""What can be told about a chat's options before the screen opens, without loading the pack."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.cli.chat import Start
    from sandbox.settings import Settings


def check_start(start: "Start") -> None:
    """Raises `SandboxError` (code 2) for a name or fault that there is not.

    Only what was given is looked at, so that a plain start costs nothing.
    """
    from sandbox.settings import load_settings, with_budgets

    settings = with_budgets(load_settings(), start.budget, start.turn_budget)
    if start.resume:
        _check_session(start.resume, settings)
    else:
        _check_pack(start, settings)
    if start.model:
        _check_model(start.model, settings)
    if start.faults:
        from sandbox.domain.fault_spec import parse_fault

        for fault in start.faults:
            parse_fault(fault)


def _check_session(name: str, settings: "Settings") -> None:
    from sandbox.hub.folder import find_session
    from sandbox.settings import home_folder

    find_session(home_folder(settings), name)


def _check_pack(start: "Start", settings: "Settings") -> None:
    from sandbox.pack.find import find_pack

    folder = find_pack(start.pack or settings.pack, settings.packs or None)
    if start.customer is not None:
        from sandbox.cli.complete import customers_in
        from sandbox.cli.speaker import check_speaker

        try:
            found = customers_in(folder)
        except Exception:  # a broken pack is told about by its loader
            return
        table = next((table for _, table in found), "")
        check_speaker(start.customer, [key for key, _ in found], table)


def _check_model(name: str, settings: "Settings") -> None:
    from sandbox.models.catalog import resolve
    from sandbox.models.offline import OFFLINE
    from sandbox.models.price_book import load_prices
    from sandbox.settings import environment

    if name not in OFFLINE:
        resolve(name, load_prices(), environment(), settings.api_base)

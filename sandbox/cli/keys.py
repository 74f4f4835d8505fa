"""`sandbox keys`: every key of the screen, where it holds, and what the config made of it."""

import typer

from sandbox.cli import diagnostics, options, output
from sandbox.domain.base import JSON


def keys(as_json: options.AsJson = False) -> None:
    """List the keys of the screen with their ids, and what is wrong with those that were moved."""
    from sandbox.settings import home_folder, load_settings
    from sandbox.tui.config.config import read_config
    from sandbox.tui.config.names import NONE, written
    from sandbox.tui.keymap import KEYS, TITLES

    config = read_config(home_folder(load_settings()))
    rows: list[dict[str, JSON]] = []
    for key in KEYS:
        now = config.keys.keys.get(key.id, key.keys)
        rows.append(
            {
                "id": key.id,
                "keys": [one for one in now.split(",") if one != NONE],
                "default": list[JSON](key.keys.split(",")),
                "area": key.area,
                "help": key.help,
                "origin": config.keys.origins.get(key.id, "default"),
            }
        )
    if as_json:
        output.data({"keys": list[JSON](rows), "problems": list[JSON](config.problems)})
    else:
        shown = [
            (
                key.id,
                written(config.keys.keys.get(key.id, key.keys)),
                written(key.keys) if key.id in config.keys.keys else "",
                TITLES[key.area],
                config.keys.origins.get(key.id, ""),
                key.help,
            )
            for key in KEYS
        ]
        output.table(shown, ("id", "key", "default", "where", "set in", "does"))
    for problem in config.problems:
        diagnostics.note(problem)
    if config.problems:
        raise typer.Exit(diagnostics.FINDING)

"""Writes a pack's lock.toml, for `lint --lock` and `prompts lock`."""

from pathlib import Path

from sandbox.cli import diagnostics


def lock(root: Path) -> Path:
    """Enters new versions, in a copy if the pack is shipped; returns the folder of the pack."""
    from sandbox.pack.find import prompts_folder
    from sandbox.pack.finding import Report
    from sandbox.pack.load import load_pack
    from sandbox.pack.lock import lock_text, read_lock
    from sandbox.pack.own import copied_words, own_pack

    root, copied = own_pack(root)
    if copied:
        diagnostics.note(copied_words(root))
    folder = prompts_folder(root)
    if folder is None:
        return root
    file = folder / "lock.toml"
    before = file.read_text("utf-8") if file.exists() else None
    text = lock_text(load_pack(str(root)).templates, read_lock(before, Report()))
    if text == before:
        diagnostics.note("lock.toml names these versions already")
    else:
        file.write_text(text, "utf-8", newline="\n")
        diagnostics.note("wrote lock.toml")
    return root

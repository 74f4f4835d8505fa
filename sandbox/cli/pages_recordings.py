"""What the help of saving and editing recordings teaches, as in `pages.Page`."""

from typing import Final

_FINE: Final = "0 fine · 2 wrong use · 3 could not run."

RECORDING_PAGES: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str, str]]] = {
    "sessions save": (
        "A recording is the session's log behind one head line: readable, without keys, machine\n"
        "paths and personal values. Saved again it changes no byte; of a longer session the old\n"
        "lines stay as they are, and so do title, tags and what may differ. One of another\n"
        "session is only replaced with --force. If the pack was edited within the session, its\n"
        "turns are recorded anew on the pack as it is now.",
        (
            ("sandbox sessions save last parcel", "into the pack's recordings/"),
            ('sandbox sessions save last parcel --title "A parcel" --tag smoke', "with words"),
            ("sandbox sessions save last tests/parcel", "by path"),
        ),
        "0 fine · 1 a turn has to be recorded again · 2 wrong use · 3 could not run.",
        "NAME.rec.jsonl. If the pack is the one shipped with Hopscope, it is copied to\n"
        "./fixtures/NAME, since a recording is the test of a pack that you can change.",
    ),
    "sessions edit": (
        "Opens the head of a recording as YAML in $VISUAL or $EDITOR: title, tags, which\n"
        "differences do not matter in a replay, and what has to hold besides. Below it stands,\n"
        "as comments, what the session did. What can't be read changes nothing.\n"
        "docs/recordings.md has every word.",
        (
            ("sandbox sessions edit fixtures/brightcart/recordings/refund.rec.jsonl", "by path"),
            ("sandbox sessions edit refund", "by its name in the default pack"),
            ("sandbox sessions edit refund --show", "only print it"),
        ),
        _FINE,
        "writes the first line of the recording, and no other.",
    ),
}

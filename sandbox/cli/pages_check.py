"""What the help of `sandbox check` teaches: text, examples, exit codes, as in `pages.Page`."""

from typing import Final

_FINE = "0 fine · 2 wrong use · 3 could not run."

CHECK_PAGES: Final[dict[str, tuple[str, tuple[tuple[str, str], ...], str]]] = {
    "check": (
        "One hop on its own: no session, no model, nothing written. Calls are judged on the seed\n"
        "rows of the pack. With --file: JSON Lines in (- is standard input), one JSON verdict a\n"
        "line out, in order, with the line back under `input`.",
        (
            ('sandbox check call get_order \'{"orderId": "o10042"}\'', "a call as models err"),
            ('sandbox check route "my parcel arrived broken"', "which intent a message is"),
            ('sandbox check redact "mail jo@private.example"', "what of it is personal"),
        ),
        "0 fine · 1 a finding · 2 wrong use · 3 could not run.",
    ),
    "check call": (
        "Takes one call from parse to policy: what is wrong with it, what is mended and by which\n"
        "rule, whether it may run. The arguments may be an object or the model's raw text. Whose\n"
        "row it is counts only with --as, where ids and amounts come from only with --said.\n"
        "--file reads {tool, arguments} a line.",
        (
            ("sandbox check call get_order '{\"order\": 10042}' --json", "as data"),
            ('sandbox check call cancel_order \'{"order_id": "10093"}\'', "it asks a person"),
        ),
        "0 ok or repaired · 1 goes back to the model, or rejected · 2 wrong use · 3 could not run.",
    ),
    "check policy": (
        "What the rules say about one call, its arguments taken as they are. Whose row it is\n"
        "counts only with --as. --file reads {tool, arguments} a line.",
        (('sandbox check policy cancel_order \'{"order_id": "O-10093"}\'', "a confirm"),),
        "0 allow or confirm · 1 deny or escalate · 2 wrong use · 3 could not run.",
    ),
    "check route": (
        "Which intent a message is, how sure, and all others by score; --file reads {text} a\n"
        "line. --train takes lines of {text, intent} in place of the pack's intents.",
        (('sandbox check route "where is my parcel?" --json', "every intent with its score"),),
        _FINE,
    ),
    "check redact": (
        "What of a message is personal, and the message without it; --file reads {text} a line.\n"
        "Offsets count characters of the message as it came.",
        (('sandbox check redact "call me: +49 30 901820" --json', "spans by kind and rule"),),
        _FINE,
    ),
}

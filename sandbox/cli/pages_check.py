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
        "counts only with --as. --file reads {tool, arguments} a line.\n"
        "--what-if takes a changed .rego, data.yaml or folder of rules, and makes every decision\n"
        "of the pack's recordings and of your sessions again by it, from the log alone: which\n"
        "flip, from what to what, and why. Name sessions, recordings or folders for fewer.\n"
        "--tests runs the tests beside the rules, policy/tests/*.yaml, as `sandbox lint` does.",
        (
            ('sandbox check policy cancel_order \'{"order_id": "O-10093"}\'', "a confirm"),
            (
                "sandbox check policy --what-if fixtures/brightcart/policy/refunds.rego",
                "which recorded decisions an edited rule flips",
            ),
            ("sandbox check policy --tests", "the tests beside the rules"),
        ),
        "0 allow or confirm, none flips · 1 deny, escalate, a flip, a failing test ·\n"
        "2 wrong use · 3 could not run.",
    ),
    "check route": (
        "Which intent a message is, how sure, the words that decided, and all others by score;\n"
        "--file reads {text} a line. --train takes lines of {text, intent} in place of the pack's\n"
        'intents; oos, out_of_scope, none, "" or null say that a line is none of them.\n'
        "--summary sums up a --file whose lines have an intent: how many are right, which are\n"
        "taken for which, what out of scope is kept out, how true the confidence is.",
        (
            ('sandbox check route "where is my parcel?" --json', "every intent with its score"),
            (
                "sandbox check route --file examples/intents.jsonl --summary",
                "how good the intents are, and the worst confusions",
            ),
        ),
        _FINE,
    ),
    "check leaks": (
        "Plants values that nobody has in the rows of those who speak and of others, and in a\n"
        "message: a card, a mail address, a phone number, a key, an IBAN, names and more. Then it\n"
        "runs what customers said in the pack's recordings (or in scripts) in a home of its\n"
        "own, and looks for the values, in plain, split, escaped, in Base64 and in hexadecimal,\n"
        "in each line of the logs, recordings, exports, index, errors and panes. Each place in\n"
        "which one is found is named, the value never.",
        (
            ("sandbox check leaks --json", "the pack's recordings; leaks as data"),
            ("sandbox check leaks --script talk.yaml", "your own messages"),
        ),
        "0 no leak · 1 a leak · 2 wrong use · 3 could not run.",
    ),
    "check redact": (
        "What of a message is personal, and the message without it; --file reads {text} a line.\n"
        "Offsets count characters of the message as it came.",
        (('sandbox check redact "call me: +49 30 901820" --json', "spans by kind and rule"),),
        _FINE,
    ),
}

"""What the help of importing teaches, as in `pages.Page`."""

from typing import Final

_FINE: Final = "0 fine · 2 wrong use · 3 could not run."

IMPORT_PAGES: Final[dict[str, tuple[str, str, tuple[tuple[str, str], ...], str, str]]] = {
    "import": (
        "Build",
        "Two ways in: `import openai` makes a pack from the function specs and the JSON database\n"
        "of another agent; `import messages` plays recorded conversations on a pack and keeps\n"
        "them as recordings. docs/importing.md walks through both.",
        (
            ("sandbox import openai desk --tools tools.json --db db.json", "a domain"),
            ("sandbox import messages examples/talk.jsonl", "conversations"),
        ),
        "0 fine · 1 a finding · 2 wrong use · 3 could not run.",
        "",
    ),
    "import openai": (
        "Build",
        "Reads OpenAI function specs and {table: {key: record}}, and writes a pack: tables whose\n"
        "records come back exactly, contracts, the policy documents in the prompt, and rules that\n"
        "allow reads and ask a person before each write. A tool for which --bodies holds no\n"
        "function becomes a stub: lint names it, and each call of it fails and says so. Columns\n"
        "that look personal are marked; what begins as a lookup (get, find, list) is a read.",
        (
            ("sandbox import openai desk --tools tools.json --db db.json", "every tool a stub"),
            (
                "sandbox import openai lib --tools tools.json --db db.json --bodies bodies.py",
                "with code",
            ),
        ),
        _FINE,
        "fixtures/NAME/, whole or not at all; what is there already is never replaced.",
    ),
    "import messages": (
        "Record and replay",
        "Plays each conversation of OpenAI message JSONL through the hub: the file's assistant\n"
        "answers as the model, the pack's tools run for real, and each result is compared with\n"
        "the file's. Told are the fields that differ, where the hub stepped in (repairs, policy,\n"
        "values from nowhere, corrected replies), and the end state if the line says what it\n"
        "should be. A write that the policy wants confirmed is approved, since it was done then;\n"
        "--approve says otherwise. What `sessions export --to openai` wrote can be read too.",
        (
            ("sandbox import messages examples/talk.jsonl", "on the default pack"),
            ("sandbox import messages examples/talk.jsonl --out talks --json", "as data"),
        ),
        "0 all as recorded · 1 something differs · 2 wrong use · 3 a line could not be imported.",
        "a recording for each conversation, in the pack's recordings/ or in --out.",
    ),
    "sessions import": (
        "Record and replay",
        "Makes a session of a recording: the log byte for byte, the back-end as the recording\n"
        "left it, personal values from the seed's rows, and where these do not have them valid\n"
        "fakes. It can be shown, forked, exported and gone on with. Conversations of other\n"
        "programs come in with `sandbox import messages`.",
        (
            (
                "sandbox sessions import fixtures/brightcart/recordings/refund.rec.jsonl",
                "prints the id",
            ),
        ),
        _FINE,
        "a new session; the recording stays as it is.",
    ),
}

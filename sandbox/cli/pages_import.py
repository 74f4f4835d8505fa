"""What the help of importing teaches, as in `pages.Page`."""

from typing import Final

_FINE: Final = "0 fine · 2 wrong use · 3 could not run."

IMPORT_PAGES: Final[dict[str, tuple[str, str, tuple[tuple[str, str], ...], str, str]]] = {
    "import": (
        "Build",
        "`import openai` makes a pack from the function specs and the JSON database of another\n"
        "agent, `import openapi` from the description of an API, `import mcp` from the tools of a\n"
        "running MCP server; `import messages` plays recorded conversations on a pack and keeps\n"
        "them as recordings. docs/importing.md walks through all.",
        (
            ("sandbox import openai desk --tools tools.json --db db.json", "a domain"),
            ("sandbox import openapi shop --spec petstore.yaml", "an API"),
            ('sandbox import mcp shop --command "sandbox mcp serve brightcart"', "a server"),
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
    "import openapi": (
        "Build",
        "Reads an OpenAPI 3 document. Each operation becomes a tool: parameters and body are its\n"
        "arguments, GET and HEAD read, DELETE is irreversible, all else writes, the tag is its\n"
        "service. Where the document tells what a resource is (GET /pets/{id} gives one), lists,\n"
        "single records, creation, change and removal work on rows: those of --db, and the\n"
        "document's own examples. Every other tool becomes a stub that says so.",
        (
            ("sandbox import openapi shop --spec petstore.yaml", "a working mock"),
            ("sandbox import openapi pets --spec petstore.yaml --only pet", "some of it"),
        ),
        _FINE,
        "fixtures/NAME/, whole or not at all; what is there already is never replaced.",
    ),
    "import mcp": (
        "Build",
        "Asks a server for its tools, and writes them as a pack, or with --into as a service of\n"
        "one. A tool is a read only if the server says so; all others are denied by a rule until\n"
        "--allow, or the list in policy/NAME.rego, names them, and then ask a person. At run time\n"
        "calls go to that server, which is started at the first one and stopped with the session.\n"
        "Sessions are recorded with the answers, so they replay strictly without it.",
        (
            ('sandbox import mcp shop --command "sandbox mcp serve brightcart"', "by its pipes"),
            ("sandbox import mcp crm --url https://crm.example/mcp --token CRM_TOKEN", "by URL"),
        ),
        _FINE,
        "fixtures/NAME/, or domain.yaml, tools.yaml and policy/ of PACK; no value of a variable.",
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

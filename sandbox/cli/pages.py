"""What the help of each command teaches. A test runs every example that needs no screen or key."""

from dataclasses import dataclass
from typing import Final

from sandbox.cli.pages_bench import BENCH_PAGE
from sandbox.cli.pages_check import CHECK_PAGES
from sandbox.cli.pages_compare import COMPARE_PAGE
from sandbox.cli.pages_db import DB_PAGE
from sandbox.cli.pages_handoff import HANDOFF_PAGES
from sandbox.cli.pages_import import IMPORT_PAGES
from sandbox.cli.pages_knowledge import KNOWLEDGE_PAGES
from sandbox.cli.pages_mcp import MCP_PAGES
from sandbox.cli.pages_models import MODEL_PAGES
from sandbox.cli.pages_packs import PACK_PAGES
from sandbox.cli.pages_recordings import RECORDING_PAGES
from sandbox.cli.pages_screen import SCREEN_PAGES
from sandbox.cli.pages_serve import SERVE_PAGE
from sandbox.cli.pages_state import STATE_PAGES
from sandbox.cli.pages_step import STEP_PAGES

TALK, KEEP, LOOK, BUILD = "Talk", "Record and replay", "Look", "Build"


@dataclass(frozen=True)
class Page:
    """One help page. `examples` are (command line, what it does); `group` is its panel."""

    group: str
    teaches: str
    examples: tuple[tuple[str, str], ...]
    exits: str
    files: str = ""


_FINE = "0 fine · 2 wrong use · 3 could not run."
_STATE = (
    "sessions lie in .sandbox/sessions/ID of the project (a folder with fixtures/, .sandbox/ or\n"
    "pyproject.toml), else in your user data folder; SANDBOX_HOME puts them elsewhere."
)

PAGES: Final[dict[str, Page]] = {
    "": Page(
        "",
        "An agent is a folder, its pack: tools with contracts, procedures, policy, knowledge,\n"
        "prompts. Here you chat with it against mock back-ends on this machine, see each hop from\n"
        "the message to the reply, and keep sessions as recordings that replay as tests.\n"
        "Without a command: the chat, on the default pack, with a model that needs no key.",
        (
            ("sandbox", "the chat; F1 lists its keys"),
            ("sandbox --model openai/gpt-5-mini", "the same with a model of a provider"),
            ('sandbox run -m "where is my order 10042?"', "one turn without the screen"),
            ("sandbox replay last", "hold that session against the code as it is now"),
            ("sandbox run --help", "what a command does, with examples"),
        ),
        "0 fine · 1 a finding · 2 wrong use · 3 could not run (key, endpoint, torn file).",
        f"{_STATE}\nSettings: a flag, else SANDBOX_… in the environment, else the nearest .env.",
    ),
    "chat": Page(
        TALK,
        "The conversation on one side, the trace of its hops and an inspector on the other. Type\n"
        "a message; Tab goes to the trace, Enter opens a hop, Ctrl+L switches the model, /save\n"
        "writes a recording, F1 lists keys and commands. Edits of the pack count from the next\n"
        "turn on.",
        (
            ("sandbox chat --as C-0012", "speak as another customer of the seed"),
            ("sandbox chat --as nobody", "speak as somebody who has to identify first"),
            ("sandbox chat --resume last", "take up the session written to last"),
            ("sandbox chat --plain", "in lines: for a screen reader or a pipe; docs/plain.md"),
        ),
        _FINE,
        _STATE,
    ),
    "serve": Page(TALK, *SERVE_PAGE),
    "run": Page(
        TALK,
        "Each message is a turn of one new session, or of the one that --resume names. For each\n"
        "turn it prints the words, every hop that decided something, the reply and the totals.\n"
        "A call that needs a confirmation is rejected unless --approve says otherwise.",
        (
            ('sandbox run -m "cancel order 10093" --approve all', "say yes to the confirm"),
            ("sandbox run --script talk.yaml --save talk", "a YAML list of messages, recorded"),
            ('sandbox run --model sandbox/sloppy -m "order 10077?"', "it errs as real models do"),
            (
                'sandbox run --model sandbox/human --human replies.yaml -m "hi"',
                "you are the model; at a terminal without --human",
            ),
            ('sandbox run --resume last -m "thanks" --json', "one turn more, as data"),
            (
                'sandbox run --break tool:issue_refund --step steps.jsonl -m "hi"',
                "stop turns there, and do what the file says; docs/stepping.md",
            ),
        ),
        "0 fine · 1 a turn degraded (only with --strict) · 2 wrong use · 3 could not run.",
        f"{_STATE}\n--save FILE writes FILE.rec.jsonl where you are.",
    ),
    "replay": Page(
        KEEP,
        "Runs the code as it is now on the answers that the recording holds: no model, no tools,\n"
        "no network. Every event has to come out the same; else the first hop that differs is\n"
        "named, with what has changed since, as a diff. docs/recordings.md says what may differ\n"
        "and what can be asserted besides. The last line counts what was touched. In pytest the\n"
        "same: `pytest fixtures/` collects recordings, --recordings-update rewrites what changed.",
        (
            ("sandbox replay last", "the session written to last"),
            ("sandbox replay fixtures/brightcart/recordings", "every recording in a folder"),
            ("sandbox replay refund", "one of the default pack's, by name"),
            ("sandbox replay last --mode view", "only show what is in it; --screen: in the screen"),
            ("sandbox replay refund --mode drift", "tools for real: results, rows, end state"),
            (
                "sandbox replay refund-twice --from-turn 2 --model sandbox/sloppy",
                "strict to turn 2, then live as a new session",
            ),
            ("sandbox replay fixtures --junit report.xml", "for a CI server"),
            ("sandbox replay last --pinned", "on the pack as it was then"),
            ("sandbox replay last --sweep", "fail each of its tool calls, in every way"),
        ),
        "0 all identical · 1 one differs, or a sweep finds a duplicated write, a wrong claim or a\n"
        "turn that is stuck · 2 wrong use · 3 could not run (torn file).",
        "reads recordings (NAME.rec.jsonl) and sessions; writes nothing but --junit's FILE.",
    ),
    "compare": Page(KEEP, *COMPARE_PAGE),
    "sessions": Page(
        KEEP,
        "Every chat and every run is a session: a log in JSON Lines, the back-end's database, and\n"
        "a vault with the personal values that the log only names by placeholders. `last` is the\n"
        "one written to last; the start of an id is enough.",
        (
            ("sandbox sessions list", "every session, oldest first"),
            ("sandbox sessions show last", "its turns"),
            ("sandbox sessions save last parcel", "keep it in the pack's recordings/"),
            ("sandbox sessions fork last --turn 1", "go back to before its first turn"),
        ),
        _FINE,
        _STATE,
    ),
    "sessions list": Page(
        KEEP,
        "One line a session: id, model, turns, how it ended, marks, cost, title or first words. A\n"
        "star behind the outcome: a person judged it.",
        (
            ("sandbox sessions list -n 10", "the last ten"),
            ('sandbox sessions list --search "order 10042"', "by words in it"),
            ("sandbox sessions list --mark bad --outcome failed --json", "by how it went"),
        ),
        _FINE,
        _STATE,
    ),
    "sessions show": Page(
        KEEP,
        "Prints the turns as `sandbox run` does. Personal data stands as placeholders, as in the\n"
        "log; --json gives every hop with its whole output. --hop shows one hop as the screen's\n"
        "inspector does, --trace those that match a filter (docs/inspecting.md), and --trouble\n"
        "what is suspicious, and why. A recording can be named by its file.",
        (
            ("sandbox sessions show last", "the session written to last"),
            ("sandbox sessions show last --json", "every hop's output"),
            ("sandbox sessions show last --trouble", "what went wrong, hop by hop"),
            ("sandbox sessions show last --hop 1.6", "one hop: request, response, usage"),
            ("sandbox sessions show last --trace 'kind:tool ms:>100'", "tool calls over 100 ms"),
        ),
        _FINE,
        _STATE,
    ),
    **{path: Page(KEEP, *page) for path, page in RECORDING_PAGES.items()},
    "sessions fork": Page(
        KEEP,
        "A new session that is the old one as it was before one of its turns: words, back-end,\n"
        "idempotency keys, armed faults, circuits, clock, dice. Nothing that happens in one shows\n"
        "in the other. Without --turn it is copied as it is. Prints the id of the new one.\n"
        "--result says the turn of one tool call again, with another result of it. --pack goes on\n"
        "with another version of the same pack (its prompt edited, say), and is held to it.",
        (
            ("sandbox sessions fork last", "a copy to go on with"),
            ('sandbox sessions fork last --turn 1 -m "order 10077?"', "and other words"),
            ("sandbox sessions fork last --model sandbox/sloppy", "another model from here on"),
        ),
        _FINE,
        _STATE,
    ),
    "sessions export": Page(
        KEEP,
        "Markdown to read, with every call, what came of it, and the rows it changed; or one line\n"
        "of OpenAI message JSONL with the tools that were offered, each result behind its call.\n"
        "Personal data stands as placeholders, as in the log.",
        (
            ("sandbox sessions export last", "Markdown, printed"),
            ("sandbox sessions export last --to openai talk.jsonl", "a line of messages"),
        ),
        _FINE,
        "FILE, which is never written over without --force.",
    ),
    "sessions mark": Page(
        KEEP,
        "A person's judgement of one turn, or of the whole session, with a reason. It is an event\n"
        "of the session like all others, masked like all others, and the last one counts. A turn\n"
        "that follows makes an outcome outdated.",
        (
            ("sandbox sessions mark last good", "the last turn was good"),
            ('sandbox sessions mark last bad --turn 1 --note "too long"', "and what was not"),
            ("sandbox sessions mark last --outcome resolved", "how the session ended"),
        ),
        _FINE,
        _STATE,
    ),
    "sessions rename": Page(
        KEEP,
        "A title stands in the list in place of the first words, and is searched. The id stays.",
        (('sandbox sessions rename last "Where is my order"', "a title of your own"),),
        _FINE,
        _STATE,
    ),
    "sessions rm": Page(
        KEEP,
        "Takes away the whole folder: log, back-end, vault. A session in which a turn runs is\n"
        "refused. Recordings that were saved of it stay.",
        (("sandbox sessions rm last --yes", "without being asked"),),
        _FINE,
        _STATE,
    ),
    "sessions sql": Page(
        KEEP,
        "SQLite over views of all sessions: sessions, turns, hops, tool_calls, repairs, policy,\n"
        "usage. They join on session, turn and hop; ms are milliseconds without waiting for a\n"
        "person, cost_nano is whole nano-dollars, NULL is unknown. Without a query: every column.",
        (
            ("sandbox sessions sql", "the views and their columns"),
            ('sandbox sessions sql "select tool, status, ms from tool_calls"', "every call"),
            ('sandbox sessions sql "select * from policy where denied" --csv', "for a sheet"),
        ),
        _FINE,
        "index.sqlite beside sessions/: made from the logs, anew whenever it is missing.",
    ),
    **{path: Page(KEEP, *page, _STATE) for path, page in HANDOFF_PAGES.items()},
    **{path: Page(KEEP, *page, _STATE) for path, page in STATE_PAGES.items()},
    **{path: Page(KEEP, *page, _STATE) for path, page in STEP_PAGES.items()},
    "stats": Page(
        LOOK,
        "How sessions and recordings went: outcomes and who judged them, p50 and p95, failures,\n"
        "repairs, denials, handoffs, marks, and cost, apart by how it is known. A terminal gets\n"
        "bars, a pipe plain columns, --json all of it. docs/numbers.md says what each counts.",
        (
            ("sandbox stats", "every session, by hop"),
            ("sandbox stats fixtures/brightcart/recordings --by tool", "recordings in a folder"),
            ("sandbox stats --by procedure", "started, resolved, handed off, left at which step"),
            ("sandbox stats --by model --since 7d", "the last week"),
            ("sandbox stats --define p50", "what a figure means, and where it comes from"),
        ),
        _FINE,
    ),
    "db": Page(LOOK, *DB_PAGE),
    "tools": Page(
        LOOK,
        "What the agent may call: tool, effect (read, write, irreversible), arguments, purpose.\n"
        "--json prints the whole contracts, with schemas, scopes, references and preconditions.",
        (
            ("sandbox tools", "the default pack's"),
            ("sandbox tools --pack fixtures/brightcart --json", "contracts, by path of the pack"),
        ),
        _FINE,
    ),
    "models": Page(*MODEL_PAGES["models"]),
    "packs": Page(
        BUILD,
        "A name is looked up in ./fixtures, then in the folders of SANDBOX_PACKS, then among the\n"
        "packs shipped with Hopscope. A shipped pack is never written: --copy puts it, with its\n"
        "prompts, where you are, and from then on that copy is what the name means here.",
        (
            ("sandbox packs", "what there is, and where"),
            ("sandbox packs --copy brightcart", "make the shipped pack yours to change"),
        ),
        _FINE,
        "--copy writes ./fixtures/NAME and ./prompts/NAME.",
    ),
    **{path: Page(BUILD, *page) for path, page in PACK_PAGES.items()},
    "lint": Page(
        BUILD,
        "Reads a pack as a session would and names everything that is wrong or only looks wrong,\n"
        "by file and line: schema, rows, contracts, procedures, intents, policy, prompts.\n"
        "--lock enters the present versions of the prompts in lock.toml.",
        (
            ("sandbox lint", "the default pack"),
            ("sandbox lint fixtures/brightcart --json", "by path, as data"),
            ("sandbox lint brightcart --lock", "after `version:` of a prompt was raised"),
        ),
        "0 no errors (warnings are printed) · 1 an error · 2 wrong use · 3 could not run.",
        "--lock writes prompts/NAME/lock.toml.",
    ),
    **{path: Page(BUILD, *page) for path, page in CHECK_PAGES.items()},
    **{path: Page(BUILD, *page) for path, page in KNOWLEDGE_PAGES.items()},
    **{path: Page(*page) for path, page in MODEL_PAGES.items()},
    **{path: Page(*page) for path, page in IMPORT_PAGES.items()},
    **{path: Page(*page) for path, page in MCP_PAGES.items()},
    **{path: Page(LOOK, *page) for path, page in SCREEN_PAGES.items()},
    "bench": Page(LOOK, *BENCH_PAGE),
}

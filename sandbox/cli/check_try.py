"""`sandbox check try`: where a message would lead, from route to the exact prompt."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sandbox.cli import check as checks
from sandbox.cli import complete, options
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from sandbox.check.tried import Tried


def attempt(
    text: checks.Text = "",
    file: checks.Lines = None,
    pack: options.Pack = "",
    customer: checks.Customer = None,
    session: Annotated[
        str,
        typer.Option(
            metavar="SESSION",
            help="As the next message of this session; else of a new one.",
            autocompletion=complete.sessions,
        ),
    ] = "",
    as_json: options.AsJson = False,
) -> None:
    """Route, passages, prompt and tools of a message; no model is asked, nothing is written."""
    from sandbox.check.lines import text_in

    if session and (pack or customer is not None):
        hint = "leave --pack and --as out, or --session"
        raise SandboxError("a session has its pack and its customer", hint, code=2)
    play = _in_session(session) if session else _in_new(pack, customer)

    def judge(given: dict[str, Any]) -> dict[str, JSON]:
        return data_of(play(text_in(given, "text")))

    checks.judged(judge, {"text": text} if text else None, file, as_json, _lines)


def data_of(tried: "Tried") -> dict[str, JSON]:
    """All of it as data, masked as a log is."""
    route, retrieve, prompt = tried.route, tried.retrieve, tried.prompt
    request = tried.request
    return {
        "masked": tried.redact.text if tried.redact else "",
        "route": route.model_dump(mode="json") if route else None,
        "passages": [one.model_dump(mode="json") for one in retrieve.passages] if retrieve else [],
        "prompt": {
            "template": f"{prompt.template} {prompt.version}",
            "procedure": prompt.procedure,
            "step": prompt.step,
            "parts": {part.name: part.tokens for part in prompt.parts},
        }
        if prompt
        else None,
        "messages": [one.model_dump(mode="json") for one in request.messages] if request else [],
        "tools": [
            {
                "tool": contract.name,
                "service": contract.service,
                "effect": contract.effect,
                "rules": [{"rule": rule.rule, "verdict": rule.verdict} for rule in rules],
            }
            for contract, rules in tried.tools()
        ],
        "ended": tried.ended,
    }


def _in_new(pack: str, customer: str | None) -> Any:
    from sandbox import wiring
    from sandbox.cli.speaker import check_speaker
    from sandbox.cli.trying import try_new
    from sandbox.settings import load_settings

    settings = load_settings()
    loaded = wiring.load(settings, pack)
    table = loaded.tables[loaded.customer_table]
    keys = [str(row[table.key]) for row in loaded.rows[table.name]]
    check_speaker(customer, keys, table.name)
    return lambda text: asyncio.run(try_new(settings, loaded, text, customer))


def _in_session(name: str) -> Any:
    from sandbox import wiring
    from sandbox.cli.trying import try_next
    from sandbox.hub.folder import find_session
    from sandbox.hub.pin import pinned_copy
    from sandbox.log.reader import read_start
    from sandbox.settings import home_folder, load_settings

    settings = load_settings()
    folder = find_session(home_folder(settings), name)
    started = read_start(folder.log)
    copy = pinned_copy(folder)
    loaded = wiring.load(settings, str(copy) if copy else started.pack if started else "")
    return lambda text: asyncio.run(try_next(settings, folder, loaded, text))


def _lines(told: dict[str, Any]) -> list[str]:
    lines = [f"── as the agent reads it: {told['masked']}", *_route(told["route"])]
    lines += ["", "── passages"]
    for one in told["passages"]:
        used = "in " if one["used"] else "out"
        lines.append(f"  {one['score']:>6.2f}  {used}  {one['id']} · {one['title']} ({one['why']})")
    if not told["passages"]:
        lines.append("  none found")
    prompt = told["prompt"]
    if prompt is not None:
        procedure = f" · procedure {prompt['procedure']}" if prompt["procedure"] else ""
        step = f" · step {prompt['step']}" if prompt["step"] else ""
        lines += ["", f"── prompt {prompt['template']}{procedure}{step}"]
    for message in told["messages"]:
        text = "".join(part["text"] for part in message["parts"])
        lines += [f"── {message['role']}", *text.rstrip().split("\n")]
    if told["ended"]:
        lines += ["", f"no model would be asked: {told['ended']}"]
    lines += ["", "── tools allowed"]
    for one in told["tools"]:
        rules = ", ".join(f"{rule['verdict'] or '?'} {rule['rule']}" for rule in one["rules"])
        lines.append(f"  {one['service']}.{one['tool']}  {one['effect']}  {rules}".rstrip())
    return lines if told["tools"] else [*lines, "  none"]


def _route(route: dict[str, Any] | None) -> list[str]:
    if route is None:
        return []
    where = {
        "none": "nothing fits",
        "ask": f"asks which is meant: {', '.join(route['asks'])}",
    }.get(route["action"], f"{route['action']} {route['procedure']}")
    said = f"── route: {where} · {route['confidence']:.2f} · {route['reason']}"
    return [
        said,
        *(
            f"  {one['score']:>6.2f}  {one['intent']}  {', '.join(one['words'])}".rstrip()
            for one in route["candidates"]
        ),
    ]

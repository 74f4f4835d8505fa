"""`sandbox sessions`: what was recorded, and what to do with it."""

from typing import Annotated

import typer

from sandbox.cli import options, output
from sandbox.cli.sessions_edit import edit
from sandbox.cli.sessions_explain import explain
from sandbox.cli.sessions_export import export
from sandbox.cli.sessions_fork import fork
from sandbox.cli.sessions_handoff import audit, handoff
from sandbox.cli.sessions_import import import_session
from sandbox.cli.sessions_list import list_sessions
from sandbox.cli.sessions_mark import mark, rename
from sandbox.cli.sessions_reprice import reprice
from sandbox.cli.sessions_rm import rm
from sandbox.cli.sessions_save import save
from sandbox.cli.sessions_sql import sql
from sandbox.cli.sessions_state import state
from sandbox.cli.sessions_verify import verify
from sandbox.cli.teach import TaughtGroup
from sandbox.domain.faults import SandboxError

sessions = typer.Typer(
    cls=TaughtGroup, help="List, show, fork, save and check sessions.", no_args_is_help=True
)

sessions.command("list")(list_sessions)
sessions.command()(fork)
sessions.command()(export)
sessions.command()(save)
sessions.command("import")(import_session)
sessions.command()(edit)
sessions.command()(mark)
sessions.command()(rename)
sessions.command()(rm)
sessions.command()(reprice)
sessions.command()(sql)
sessions.command()(state)
sessions.command()(handoff)
sessions.command()(audit)
sessions.command()(verify)
sessions.command()(explain)

Id = options.Session
AsJson = options.AsJson


@sessions.command()
def show(
    session: Id,
    hop: Annotated[
        str,
        typer.Option("--hop", metavar="N.M", help="One hop, or turn N, as the inspector shows."),
    ] = "",
    trace: Annotated[
        str | None,
        typer.Option(
            "--trace", metavar="FILTER", help="Hops that match, as in the trace; '' = all."
        ),
    ] = None,
    trouble: Annotated[
        bool, typer.Option("--trouble", help="What is suspicious in it, hop by hop.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """The turns of one session or recording, personal data as placeholders."""
    from sandbox.cli.show import session_data, session_lines
    from sandbox.cli.show_hops import read, show_hop, show_trace, show_trouble

    if (bool(hop), trace is not None, trouble).count(True) > 1:
        raise SandboxError("--hop, --trace or --trouble", "one at a time", code=2)
    shown = read(session)
    if hop:
        show_hop(shown, hop, as_json)
    elif trace is not None:
        show_trace(shown, trace, as_json)
    elif trouble:
        show_trouble(shown, as_json)
    elif as_json:
        output.data(session_data(shown.name, shown.session))
    else:
        output.lines(session_lines(shown.name, shown.session))

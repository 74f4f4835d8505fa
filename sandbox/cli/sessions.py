"""`sandbox sessions`: what was recorded, and what to do with it."""

import typer

from sandbox.cli import options, output
from sandbox.cli.sessions_edit import edit
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
from sandbox.cli.sessions_verify import verify
from sandbox.cli.teach import TaughtGroup

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
sessions.command()(handoff)
sessions.command()(audit)
sessions.command()(verify)

Id = options.Session
AsJson = options.AsJson


@sessions.command()
def show(session: Id, as_json: AsJson = False) -> None:
    """The turns of one session, personal data as placeholders."""
    from sandbox.cli.show import session_data, session_lines
    from sandbox.hub.folder import find_session
    from sandbox.log.fold import fold
    from sandbox.log.reader import read_log
    from sandbox.settings import home_folder, load_settings

    folder = find_session(home_folder(load_settings()), session)
    folded = fold(read_log(folder.log).events)
    if as_json:
        output.data(session_data(folder.id, folded))
    else:
        output.lines(session_lines(folder.id, folded))

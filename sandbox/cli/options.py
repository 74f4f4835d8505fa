"""Options and arguments that several commands share, with what the shell offers for them."""

from typing import Annotated

import typer

from sandbox.cli import complete

Pack = Annotated[
    str,
    typer.Option(
        "--pack",
        metavar="PACK",
        help="Pack by name or path; else the setting's, brightcart.",
        autocompletion=complete.packs,
    ),
]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="MODEL",
        help="Model that answers, as provider/name; else sandbox/scripted.",
        autocompletion=complete.models,
    ),
]
Customer = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="CUSTOMER",
        help="Customer who speaks, or nobody; else the pack's.",
        autocompletion=complete.customers,
    ),
]
Resume = Annotated[
    str,
    typer.Option(
        "--resume",
        metavar="SESSION",
        help="Session to go on with, or last.",
        autocompletion=complete.sessions,
    ),
]
Pin = Annotated[
    bool | None,
    typer.Option(
        "--pin/--no-pin",
        help="Hold the session to its pack as it is now, or let it follow edits (as a new one).",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", help="Seed of the world's dice; else 7."),
]
Session = Annotated[
    str,
    typer.Argument(
        metavar="SESSION",
        help="Id of a session, the start of one, or last.",
        autocompletion=complete.sessions,
    ),
]
Faults = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="SPEC",
        help="Fault to inject, e.g. orders.get_order:timeout@2; repeat for more.",
        autocompletion=complete.faults,
    ),
]
Breaks = Annotated[
    list[str] | None,
    typer.Option(
        "--break",
        metavar="SPEC",
        help="Stop turns there, e.g. tool:issue_refund or after:infer; repeat for more.",
    ),
]
Step = Annotated[
    str,
    typer.Option(
        "--step",
        metavar="FILE|ask",
        help="What is done where a turn stops: JSON Lines, or asked at the terminal.",
    ),
]
Human = Annotated[
    str,
    typer.Option(
        "--human",
        metavar="FILE",
        help="What sandbox/human says: a YAML list, one reply a model call.",
    ),
]
Budget = Annotated[
    str,
    typer.Option("--budget", metavar="DOLLARS", help="Most that the session may cost."),
]
TurnBudget = Annotated[
    str,
    typer.Option("--turn-budget", metavar="DOLLARS", help="Most that one turn may cost."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

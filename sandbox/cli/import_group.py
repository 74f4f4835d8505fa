"""`sandbox import`: domains and conversations from elsewhere."""

import typer

from sandbox.cli.import_mcp import mcp
from sandbox.cli.import_messages import messages
from sandbox.cli.import_openai import openai
from sandbox.cli.import_openapi import openapi
from sandbox.cli.teach import TaughtGroup

imports = typer.Typer(
    cls=TaughtGroup,
    help="Bring a foreign domain, or foreign conversations, in.",
    no_args_is_help=True,
)
imports.command()(openai)
imports.command()(openapi)
imports.command()(mcp)
imports.command()(messages)

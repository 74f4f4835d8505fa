"""Tools whose bodies run elsewhere: on an MCP server that domain.yaml names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Self

from pydantic import Field, model_validator

from sandbox.domain.tool import ToolContract
from sandbox.pack.shape import Form

if TYPE_CHECKING:
    from sandbox.pack.domain_file import DomainForm

_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
_LOOPBACK = r"^(https://|http://(localhost|127\.0\.0\.1|\[::1\])[:/])"
"""A token travels readably over plain HTTP, so that is for this machine alone."""

Variable = Annotated[str, Field(pattern=_NAME)]


class McpForm(Form):
    """The server of a service: a command that is started, or the address of one that runs.

    `env`: names of environment variables that the command gets; `token`: the name of the one that
    holds the bearer token for `url`. Values stand in no file. `names`: what the server calls a
    tool, where that is no name of ours.
    """

    command: tuple[str, ...] = ()
    url: Annotated[str, Field(pattern=rf"{_LOOPBACK}|^$")] = ""
    env: tuple[Variable, ...] = ()
    token: Annotated[str, Field(pattern=rf"{_NAME}|^$")] = ""
    names: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError("give either `command:` or `url:`")
        return self


@dataclass(frozen=True)
class RemoteServer:
    """Where the tools of `service` run."""

    service: str
    command: tuple[str, ...] = ()
    url: str = ""
    env: tuple[str, ...] = ()
    token: str = ""


@dataclass(frozen=True)
class RemoteBody:
    """Stands where the function of a tool stands. `tool`: as the server calls it."""

    server: RemoteServer
    tool: str

    def __call__(self, world: object, **arguments: object) -> NoReturn:
        """Raises `ToolError`: only a toolbox that knows the server can run it."""
        from sandbox.api import ToolError

        raise ToolError(f"{self.server.service} is an MCP server; it is not called here")


def remote_bodies(
    domain: "DomainForm | None", contracts: Mapping[str, ToolContract]
) -> dict[str, Callable[..., Any]]:
    """A body for each tool of a service that has a server."""
    found: dict[str, Callable[..., Any]] = {}
    for name, contract in contracts.items():
        form = domain.services.get(contract.service) if domain else None
        if form is not None and form.mcp is not None:
            given = form.mcp.model_dump(exclude={"names"})
            server = RemoteServer(contract.service, **given)
            found[name] = RemoteBody(server, form.mcp.names.get(name, name))
    return found

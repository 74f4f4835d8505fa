"""How a pack's articles are searched, and for whom."""

from typing import Annotated, Final

from pydantic import Field

from sandbox.domain.base import Frozen

_Weight = Annotated[float, Field(ge=0, le=100)]


class Weights(Frozen):
    """How much a word counts by where it stands (weights of BM25); 0 = not at all."""

    title: _Weight = 3.0
    headings: _Weight = 2.0
    tags: _Weight = 2.0
    body: _Weight = 1.0


class Knowledge(Frozen):
    """`knowledge:` of domain.yaml.

    A passage reaches the model from the score `used_over` on, if that is at least the share `near`
    of the best one's. `language` and `product`: whose articles count, "" = all; a variable of the
    session with that name goes first.
    """

    weights: Weights = Weights()
    used_over: Annotated[float, Field(ge=0)] = 2.8
    near: Annotated[float, Field(ge=0, le=1)] = 0.5
    language: str = ""
    product: str = ""


class Scope(Frozen):
    """For whom, and when, something is searched. "" leaves a filter out."""

    now: str = ""
    language: str = ""
    product: str = ""


ANYBODY: Final = Scope()
DEFAULT: Final = Knowledge()

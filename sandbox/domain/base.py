"""Base classes of the domain types."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

JSON = Any
"""A value that `json.dumps` accepts; `Any`, because a recursive alias slows every validation."""


class Frozen(BaseModel):
    """An immutable record. Unknown fields are refused, so a misspelt one is found at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Tagged(Frozen):
    """A member of a union. Its tag field is written even though it equals its default."""

    TAG: ClassVar[str]

    @model_serializer(mode="wrap")
    def _keep_tag(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data = handler(self)
        data[self.TAG] = getattr(self, self.TAG)
        return data

"""The end of a model's name is enough where it is the end of one."""

from typing import cast

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.tui.driver import Driver, ModelChoice
from sandbox.tui.picks import full_name


class Listed:
    def __init__(self, *names: str) -> None:
        self.names = names

    def models(self) -> list[ModelChoice]:
        return [ModelChoice(name, name.partition("/")[0]) for name in self.names]


def named(name: str, *names: str) -> str:
    return full_name(name, cast("Driver", Listed(*names)))


def test_the_last_part_of_one_name_is_enough():
    names = ("sandbox/scripted", "sandbox/sloppy", "openai/gpt-4o-mini", "openai/gpt-4o")
    assert named("sloppy", *names) == "sandbox/sloppy"
    assert named("gpt-4o", *names) == "openai/gpt-4o"
    assert named("4o-mini", *names) == "openai/gpt-4o-mini"


def test_a_whole_name_is_taken_as_it_is_and_so_is_one_that_is_not_listed():
    assert named("openai/gpt-4o", "openai/gpt-4o", "azure/openai/gpt-4o") == "openai/gpt-4o"
    assert named("loopback/mine", "openai/gpt-4o") == "loopback/mine"
    assert named("", "openai/gpt-4o") == ""


def test_of_several_models_with_that_end_all_are_named():
    with pytest.raises(SandboxError, match="end of several models") as told:
        named("gpt-4o", "openai/gpt-4o", "azure/gpt-4o")
    assert "openai/gpt-4o, azure/gpt-4o" in (told.value.hint or "")

"""The tutorial works as it is printed."""

from pathlib import Path

from tests.docs.conftest import Shell
from tests.docs.tour import play, steps

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text("utf-8")


def test_each_step_of_the_tutorial_does_what_it_says(clone: Path, shell: Shell) -> None:
    assert sum(bool(step.file) for step in steps(PAGE)) == 12
    codes = play(PAGE, clone, shell)
    # A replay after the agent has learnt, and a test and a replay after its rule was changed.
    assert [number for number, code in enumerate(codes) if code] == [13, 16, 17]

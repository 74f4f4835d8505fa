"""The screen's config: keys as people write them, clashes, wrong values with their line, state."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.binding import Binding
from textual.keys import _character_to_key
from textual.widgets import TextArea

from sandbox.domain.faults import SandboxError
from sandbox.settings import load_settings, origins
from sandbox.tui.config.config import ON_SCREEN, ScreenConfig, read_config
from sandbox.tui.config.file import Entry, entries, line_of
from sandbox.tui.config.keys import ALONE, FIELD, TYPED, meet, remap
from sandbox.tui.config.names import NONE, KeyNameError, key_name, of_character, short, types
from sandbox.tui.config.settings import read_settings
from sandbox.tui.config.state import Remembered, read_state, write_state
from sandbox.tui.key import Area, Key
from sandbox.tui.keymap import KEYS, TITLES

CONFIG = """\
seed = 9

[keys]
rerun = "ctrl+y"
find = ["/", "ctrl+f"]  # two
mark = []
"copy" = 3

[screen]
theme = "hopscope-light"
glyphs = "Ascii"
split = 45
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / "user" / name)
    own = tmp_path / "user" / "hopscope" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[keys]\nrerun = "ctrl+b"\nsave = "f11"\n[screen]\nmouse = false\n')
    (tmp_path / "work" / ".sandbox").mkdir(parents=True)
    (tmp_path / "work" / ".sandbox" / "config.toml").write_text(CONFIG)
    return tmp_path / "work"


def key(identifier: str, area: Area, keys: str) -> Key:
    return Key(identifier, area, keys, "", "", "", "")


SOME = (
    key("quit", "app", "ctrl+q"),
    key("help", "main", "f1"),
    key("rerun", "main", "ctrl+t"),
    key("send", "prompt", "enter"),
    key("down", "lists", "j,down"),
    key("up", "lists", "k,up"),
    key("find", "lists", "slash"),
    key("mark", "lists", "m"),
    key("copy", "lists", "y"),
    key("zoom", "lists", "z"),
    key("edit_turn", "lists", "e"),
    key("fork", "lists", "b"),
    key("approve", "confirm", "y"),
)
"""Keys as there are, and stay."""


def wants(**keys: object) -> list[Entry]:
    return [
        Entry(name, value, "config.toml", line)
        for line, (name, value) in enumerate(keys.items(), 2)
    ]


# Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ctrl+t", "ctrl+t"),
        ("Ctrl+T", "ctrl+t"),
        ("^T", "ctrl+t"),
        ("C-t", "ctrl+t"),
        ("M-x", "alt+x"),
        ("F5", "f5"),
        ("?", "question_mark"),
        ("ctrl+/", "ctrl+slash"),
        ("ctrl++", "ctrl+plus"),
        ("+", "plus"),
        ("G", "G"),
        ("shift+g", "G"),
        ("shift+Tab", "shift+tab"),
        ("shift+alt+left", "alt+shift+left"),
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        ("less_than_sign", "less_than_sign"),
    ],
)
def test_a_key_may_be_written_as_people_write_it(text: str, name: str):
    assert key_name(text) == name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ctrl+i", "terminals send it as Tab"),
        ("C-m", "terminals send it as Enter"),
        ("^H", "terminals send it as Backspace"),
        ("ctrl+[", "terminals send it as Esc"),
        ("contrl+t", "did you mean ctrl"),
        ("pagedwn", "did you mean pagedown"),
        ("shift+3", "write the character"),
        ("", "names no key"),
        ("ctrl+", "names no key"),
    ],
)
def test_a_key_that_can_not_be_is_told_why(text: str, why: str):
    with pytest.raises(KeyNameError, match=why):
        key_name(text)


def test_characters_are_named_as_textual_names_them():
    for char in map(chr, range(33, 127)):
        assert of_character(char) == _character_to_key(char)


def test_every_default_key_is_its_own_name_and_can_be_written():
    for key in KEYS:
        for name in key.keys.split(","):
            assert key_name(name) == name
            assert short(name)


@given(st.text(max_size=12))
def test_a_text_is_refused_or_is_a_name_that_stays_itself(text: str):
    try:
        name = key_name(text)
    except KeyNameError:
        return
    assert key_name(name) == name
    assert short(name)


# Remapping -----------------------------------------------------------------------------------


def test_keys_move_and_keep_where_they_were_set():
    found = remap(wants(rerun="ctrl+b", find=["/", "ctrl+f"], mark=[]), SOME)
    assert found.keys == {"rerun": "ctrl+b", "find": "slash,ctrl+f", "mark": NONE}
    assert found.origins["find"] == "config.toml:3"
    assert found.problems == ()


def test_a_clash_is_one_line_with_both_ids_and_the_later_one_stays():
    found = remap(wants(fork="x", edit_turn="x"), SOME)
    assert found.keys == {"fork": "x"}
    assert found.problems == (
        "config.toml:3: x is asked for by edit_turn and belongs to fork; edit_turn stays e",
    )


def test_a_key_that_another_has_by_default_is_a_clash():
    found = remap(wants(zoom="y"), SOME)
    assert found.keys == {}
    assert "zoom and belongs to copy" in found.problems[0]


def test_two_keys_may_change_places():
    found = remap(wants(down="k", up="j"), SOME)
    assert (found.keys, found.problems) == ({"down": "k", "up": "j"}, ())


def test_a_key_given_away_may_be_taken():
    found = remap(wants(zoom="y", copy=[]), SOME)
    assert (found.keys, found.problems) == ({"zoom": "y", "copy": NONE}, ())


def test_what_loses_its_place_takes_its_default_back_from_who_relied_on_it():
    found = remap(wants(copy="z", zoom="y", fork="z"), SOME)
    assert found.keys == {"copy": "z", "zoom": "y"}
    found = remap(wants(zoom="y", copy="f1"), SOME)  # f1 is help's, so y is copy's again
    assert found.keys == {}
    assert len(found.problems) == 2


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("reurn", "ctrl+b", "there is no key id 'reurn', did you mean rerun?"),
        ("quit", "ctrl+m", 'quit = "ctrl+m": terminals send it as Enter; it stays ^Q'),
        ("rerun", "ctrl+y", "where one writes ^Y is redo; it stays ^T"),
        ("help", "h", "h types a character where one writes; it stays F1"),
        ("send", "space", "Space types a character"),
        ("copy", 3, "copy = 3: should be a key such as"),
        ("copy", ["y", 3], "should be a key such as"),
    ],
)
def test_what_can_not_be_is_a_line_and_changes_nothing(name: str, value: object, says: str):
    found = remap(wants(**{name: value}), SOME)
    assert found.keys == {}
    assert len(found.problems) == 1
    assert found.problems[0].startswith("config.toml:2: ")
    assert says in found.problems[0]


def test_keys_that_the_field_takes_are_those_that_textual_gives_it():
    taken = {
        name for one in TextArea.BINDINGS if isinstance(one, Binding) for name in one.key.split(",")
    }
    assert {name for name in taken if not name.startswith("super+")} == set(FIELD)


def test_keys_of_different_screens_do_not_meet():
    assert not meet("sessions", "compare")
    assert not meet("prompt", "trace")
    assert not meet("chat", "trace")
    assert meet("trace", "lists")
    assert meet("main", "prompt")
    assert all(meet("app", area) for area in TITLES)


_ids = st.sampled_from([key.id for key in KEYS])
_names = st.sampled_from(
    ["x", "w", "y", "z", "ctrl+b", "ctrl+t", "f1", "f5", "escape", "tab", "j", "k", "alt+up"]
)


@given(st.dictionaries(_ids, st.lists(_names, max_size=3), max_size=12))
def test_after_any_config_no_two_keys_clash_that_did_not_by_default(moves: dict[str, list[str]]):
    found = remap(wants(**moves), KEYS)
    now = {key.id: set(found.keys.get(key.id, key.keys).split(",")) - {NONE} for key in KEYS}
    for place, one in enumerate(KEYS):
        for two in KEYS[place + 1 :]:
            if not meet(one.area, two.area) or not {one.id, two.id} & set(found.keys):
                continue
            both = set(one.keys.split(",")) & set(two.keys.split(","))
            assert now[one.id] & now[two.id] <= both, (one.id, two.id)
    for identifier, keys in found.keys.items():
        key = next(key for key in KEYS if key.id == identifier)
        if key.area in TYPED | {"app", "main"}:
            assert not any(types(name) for name in keys.split(",") if name != NONE)
    assert len(found.keys) + len(found.problems) == len(moves)


def test_areas_that_stand_alone_exist():
    assert set(TITLES) >= ALONE | TYPED


# Files ---------------------------------------------------------------------------------------


def test_the_projects_config_goes_before_the_users(project: Path):
    found = {entry.name: entry for entry in entries("keys", project)}
    assert found["rerun"].place == ".sandbox/config.toml:4"
    assert found["save"].place == "your config.toml:3"
    assert found["copy"].line == 7


def test_the_screens_tables_are_no_business_of_the_other_settings(project: Path):
    assert load_settings(project).seed == 9
    assert origins(project)["seed"] == ".sandbox/config.toml"
    assert "keys" not in origins(project)


def test_a_file_that_is_no_toml_is_named_with_its_line(project: Path):
    (project / ".sandbox" / "config.toml").write_text('[keys]\nrerun = "ctrl+y\n')
    with pytest.raises(SandboxError, match=r"config.toml is no TOML: .*line 2"):
        entries("keys", project)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[screen]\ntheme = 1", 2),
        ("[ screen ]\n\n  'theme'=1", 3),
        ("[keys]\ntheme = 1\n[screen] # here\ntheme = 2", 4),
        ("screen.theme = 1", 1),
        ("screen = { theme = 1 }", 0),
    ],
)
def test_a_value_is_found_on_its_line(text: str, line: int):
    assert line_of(text, "screen", "theme") == line


def test_a_wrong_value_names_file_and_line_and_the_default_stays(project: Path):
    found = read_settings(entries("screen", project), {})
    assert found.values == {"theme": "hopscope-light", "split": 45, "mouse": False}
    assert found.origins["mouse"] == "your config.toml:5"
    assert found.problems == (
        '.sandbox/config.toml:11: glyphs = "Ascii": should be unicode or ascii; '
        "did you mean ascii?; the default stays",
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("theme", "hopscope-lihgt", "did you mean hopscope-light"),
        ("theme", 3, "is no theme"),
        ("split", 90, "from 20 to 80"),
        ("split", True, "from 20 to 80"),
        ("split", "wide", "from 20 to 80"),
        ("hints", "perhaps", "true or false"),
        ("hintz", True, "did you mean hints"),
        ("animations", [], "true or false"),
    ],
)
def test_every_setting_says_what_it_should_be(name: str, value: object, says: str):
    found = read_settings([Entry(name, value, "config.toml", 1)], {})
    assert found.values == {}
    assert says in found.problems[0]


def test_the_environment_goes_before_the_files(project: Path):
    environ = {"SANDBOX_SCREEN_THEME": "nord", "SANDBOX_SCREEN_HINTS": "off"}
    found = read_settings(entries("screen", project), environ)
    assert (found.get("theme"), found.get("hints")) == ("nord", False)
    assert found.origins["theme"] == "SANDBOX_SCREEN_THEME"


def test_a_variable_may_stand_in_the_nearest_env_file(tmp_path: Path, project: Path):
    (project / ".env").write_text("SANDBOX_SCREEN_THEME=nord\n")
    assert read_config(tmp_path, None, project).theme == "nord"


# What is remembered --------------------------------------------------------------------------


def test_a_choice_comes_back_and_says_where_it_comes_from(tmp_path: Path, project: Path):
    config = read_config(tmp_path, {}, project)
    assert config.theme == "hopscope-light"
    config.choose("theme", "nord")
    write_state(tmp_path / "screen.json", config.state)
    again = read_config(tmp_path, {}, project)
    assert (again.theme, again.origin("theme")) == ("nord", ON_SCREEN)
    assert read_config(tmp_path, {"SANDBOX_SCREEN_THEME": "dracula"}, project).theme == "dracula"


def test_a_config_that_says_something_new_goes_before_an_older_choice(
    tmp_path: Path, project: Path
):
    config = read_config(tmp_path, {}, project)
    config.choose("theme", "nord")
    write_state(tmp_path / "screen.json", config.state)
    file = project / ".sandbox" / "config.toml"
    file.write_text(CONFIG.replace("hopscope-light", "high-contrast"))
    assert read_config(tmp_path, {}, project).theme == "high-contrast"


def test_a_chosen_split_is_in_columns_and_a_set_one_in_percent(tmp_path: Path, project: Path):
    config = read_config(tmp_path, {}, project)
    assert config.columns(120) == 54
    config.choose("split", 70)
    assert config.columns(120) == 70
    config.choose("split", 0)
    assert config.columns(120) == 0


@pytest.mark.parametrize(
    "torn", ["", "{", "[]", '{"theme": 3}', '{"over": []}', "\x00\xff", "[" * 200_000]
)
def test_a_torn_state_file_is_one_line_and_nothing_else(tmp_path: Path, torn: str):
    (tmp_path / "screen.json").write_text(torn, "latin-1")
    state, told = read_state(tmp_path / "screen.json")
    assert state == Remembered()
    assert told.startswith("screen.json ")
    assert "\n" not in told


def test_state_is_written_whole_and_leaves_nothing_beside_it(tmp_path: Path):
    path = tmp_path / "deep" / "screen.json"
    write_state(path, Remembered(theme="nord", starts=2))
    assert json.loads(path.read_text())["theme"] == "nord"
    assert read_state(path) == (Remembered(theme="nord", starts=2), "")
    assert [file.name for file in path.parent.iterdir()] == ["screen.json"]


def test_a_folder_that_can_not_be_written_stops_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("")
    write_state(tmp_path / "file" / "screen.json", Remembered())
    assert (tmp_path / "file").read_text() == ""


def test_a_newer_versions_state_is_read_as_far_as_it_is_known(tmp_path: Path):
    (tmp_path / "screen.json").write_text('{"theme": "nord", "from_the_future": [1]}')
    assert read_state(tmp_path / "screen.json") == (Remembered(theme="nord"), "")


def test_without_a_config_the_screen_is_as_it_comes():
    config = ScreenConfig()
    assert (config.theme, config.look.glyphs, config.path, config.problems) == (
        "",
        "unicode",
        None,
        (),
    )

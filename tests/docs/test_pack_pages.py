"""docs/packs/ is what `sandbox packs map PACK --page` makes of the shipped packs."""

from sandbox.pack.load import load_pack
from sandbox.pack.map import map_of
from sandbox.pack.map_mermaid import page
from tests.docs.conftest import ROOT

FOLDER = ROOT / "docs" / "packs"


def test_every_page_is_what_the_pack_says_now() -> None:
    stale = [
        path.stem
        for path in sorted(FOLDER.glob("*.md"))
        if path.read_text("utf-8") != page(map_of(load_pack(path.stem)))
    ]
    assert stale == [], "run `sandbox packs map PACK --page docs/packs/PACK.md`"
    assert (FOLDER / "brightcart.md").exists()

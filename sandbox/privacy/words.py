"""Words as known values are compared: without case, without accents, whatever the spaces."""

import re
import unicodedata
from functools import lru_cache

_MARKS = "\u0300-\u036f"
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"

WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:[{_MARKS}]+[^\W{_UNSPACED}]*)*")
"""A run of word characters; in scripts written without spaces, one character."""

COMMON_WORDS = frozenset(
    """
    abbey ace alba amber an and angel any april archer art ash ask august aurora autumn baker
    banks bar barber barker baron bass bay beach bean bear bee bell bench berry best bill bird
    bishop black blue bob bond book booth bow bowler boy brand bridge bright brook brooks brown
    buck bush butcher butler candy cannon card carpenter carter case cash castle chance chandler
    chase chip christian church city clay clerk cliff cloud coin colt con constant cook cooper
    cope corn cotton crane cross crystal curry dale dash dawn day dean dear destiny diamond do
    dollar down drake draper drew duke dusty early east eden else ember england english eve even
    ever faith fall farmer field fields fine fish fisher flint flower flowers forest foster fox
    frank free freeman french frost frosty fuller gale garden gardener gay german gift ginger
    glad glass glover gold golden good goodman grace grant graves gray green grey guy hale hall
    hand hardy harmony have haven hawk hay he head heath heaven hill him his holiday holly home
    honor hood hook hope house hunt hunter i ice in iris iron is it ivory ivy jack jade jasmine
    jay jewel job jolly joy judge july june just justice kay keen key keys kid kind king kit
    knight lake lamb lance lane last law le leaf legend let light lily little lock long lord
    love low lucky ma major man many march marina mark marks marsh mason may me mean melody
    mercy miles mill miller mine mint misty moon moore more moss mr mrs much my myrtle nice no
    noble north novel oak ocean of off ok olive on one opal or order page paris park parker
    parks patience patient pay peace peach pearl penny pepper per phoenix plant pole pond pool
    poor pope porter post potter power precious price pride prince prudence purple queen quick
    rain rainbow rally ram ranger ray read red reed reef reign rich ridge river rivers rock
    rocky rod rose royal ruby rush rusty sage sailor saint sale salt sand sandy savage scarlet
    school scout se sea serene serenity set shade shadow sharp she shepherd shore short silver
    simple singer skip sky small smart so sol song south spark sparrow spring star steel
    sterling stone storm street strong sue sugar summer sun sunny swan sweet swift temple than
    the then to today tower town trace trinity true truth tuesday turner un us vale valentine
    van velvet venus via victory violet wade wall warm was water waters way weaver wednesday
    week weeks wells west wheeler white wild will willow win wing winter wise wolf wood woods
    work worth yes york you young your zip
    """.split()  # noqa: SIM905
)
"""Common English words that are also names; as part of a name they need an introduction."""

TITLES = frozenset(
    ("dr", "frau", "herr", "jr", "madame", "miss", "mme", "mr", "mrs", "ms", "mx", "prof", "sir")
)

_INTRODUCES = re.compile(
    r"(?:\bname(?:'s|’s| is|:)?|\bi am|\bi['’]m|\bcalled|\bcall me|\bdear|\bhi|\bhello|"
    r"\bregards,?|\bthanks,?|\bcheers,?|\bm(?:r|rs|s|x)\.?|\bdr\.?|\bprof\.?)\s+$",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)  # the same few thousand words make up nearly all texts
def fold(word: str) -> str:
    """The form in which words are compared: `Müller`, `MULLER` and `muller` are one."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def is_introduced(text: str, start: int) -> bool:
    """Whether the words right before `start` announce a name: "my name is", "I'm", "Mrs."."""
    return _INTRODUCES.search(text[max(0, start - 16) : start]) is not None


def squeezed(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split())

"""Words that stand for one another in the arguments of support tools.

Small on purpose: a contract knows its own words and declares them (`x-synonyms` and `x-choices` in
a property's schema). Two words in one line may be exchanged; a word in two lines does not make the
lines one.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

_NAMES: Final = """
order purchase
customer client user buyer shopper
user member customer account
email mail
phone telephone tel mobile cell cellphone
zip zipcode postcode postal plz
city town
country nation
state province region
state status
street road
reason cause why motive rationale
summary overview synopsis recap
summary description
description detail text info explanation
body text message comment content
note comment remark
subject title topic headline
query search keyword q term
limit max count maximum
priority urgency
type kind category
group team department queue
amount sum total value
currency ccy
quantity qty count
line position row
date day on
start from begin
end to until
first given fore
last family sur
thought thinking idea reflection
expression formula equation calculation
language lang locale
guest person people
shipping delivery
ticket case
product article
payment pay
slot appointment
"""
_CHOICES: Final = """
damaged broken
defective faulty
mistake mistaken mistakenly error accident accidental accidentally
need require requirement
urgent critical
normal medium standard regular average
solved resolved
cancelled canceled
item product article
wrong incorrect
twice double
arrived arrival
mail email e-mail
"""
_BY_LETTERS: Final = {
    "qty": "quantity",
    "amt": "amount",
    "msg": "message",
    "pmt": "payment",
    "acct": "account",
    "nr": "number",
    "fname": "firstname",
    "lname": "lastname",
}
_SHORTEST: Final = 3
_VOWELS: Final = frozenset("aeiouy")


@cache
def exchangeable(one: str, other: str) -> bool:
    """True for two words of names that mean the same here, both lower-case and singular."""
    return any(one in line and other in line for line in _lines(_NAMES))


def same_choice(one: str, other: str, stem: Callable[[str], str]) -> bool:
    """True for two words of values that mean the same here, endings apart."""
    ours, theirs = stem(one), stem(other)
    return any(
        ours in stems and theirs in stems
        for stems in ({stem(word) for word in line} for line in _lines(_CHOICES))
    )


def shortens(short: str, word: str) -> bool:
    """`addr` is `address`, `cust` `customer`, `rsn` `reason`: a beginning, or the consonants."""
    if _BY_LETTERS.get(short) == word:
        return True
    if not _SHORTEST <= len(short) < len(word) or short[0] != word[0]:
        return False
    return word.startswith(short) or (
        _VOWELS.isdisjoint(short[1:]) and _in_order(short[1:], word[1:])
    )


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


@cache
def _lines(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in text.strip().splitlines())

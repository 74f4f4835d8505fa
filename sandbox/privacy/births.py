"""Dates of birth: a date that the words before it call one."""

import re
from collections.abc import Iterator, Set
from datetime import date, timedelta

_MONTHS = (
    r"(?:jan(?:uary|vier|uar)?|feb(?:ruary|ruar)?|mar(?:ch|s|zo)?|märz|apr(?:il|ile)?|may|mai|mayo|jun(?:e|i|io)?|"
    r"jul(?:y|i|io)?|aug(?:ust|usto)?|sept?(?:ember)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?|"
    r"de[cz](?:ember|embre)?|enero|febrero|marzo|abril|junio|julio|agosto|septiembre|octubre|"
    r"noviembre|diciembre|janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\.?"
)
_DATE = (
    r"(?:(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[ ]?[-/.][ ]?\d{1,2}[ ]?[-/.][ ]?(?:(?:18|19|20)\d\d|\d\d)|"  # noqa: E501
    rf"{_MONTHS}[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ](?:19|20)\d\d|"
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)?[ ](?:of[ ]|de[ ])?{_MONTHS},?[ ](?:(?:de|of)[ ])?(?:19|20)\d\d|"
    r"(?:19|20)\d{6})(?![\w/])"
)
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|date[ _]of[ _]birth|birth[ _]?da(?:te|y)|born|birth|geboren|geburts(?:datum|tag)|"  # noqa: E501
    r"date de naissance|née?|naissance|fecha de nacimiento|nacid[oa]|nacimiento|nat[oa]|data di nascita|"  # noqa: E501
    r"data de nascimento|nascid[oa]|nascimento|geboortedatum|födelsedatum|född|fødselsdato|født|"
    r"data urodzenia|urodzon[ya])\b"
    r"[\"']?(?:[ ]?[:=,-]|[ ](?:is|was|on|in|am|le|el|il|em|op|den|the|:|at|that|would be|den)\b){0,3}[ ]?[\"'(]?"  # noqa: E501
    rf"(?P<date>{_DATE})",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<![\w/.-])(?P<date>{_DATE})[ ]?(?:,|is|\(|-)?[ ]?(?:is[ ])?(?:my|her|his|the)?[ ]?"
    r"(?:date of birth|birth ?da(?:y|te)|d\.?o\.?b)\b",
    re.IGNORECASE,
)
_ASKED = frozenset(
    "dob b birth birthday birthdate birth_date date_of_birth born geboren geburtsdatum geburtstag naissance "  # noqa: E501, SIM905
    "né née nacimiento nacido nacida nato nata nascita nascimento nascido nascida geboortedatum "
    "födelsedatum född fødselsdato født urodzenia urodzony urodzona".split()
)
_FIRST = date(1800, 1, 1)
_DAYS = 36_500
_FAKE = re.compile(r"(?<![\d-])18\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-])")


def find_birth_dates(text: str, words: Set[str]) -> Iterator[tuple[int, int]]:
    """Start and end of every date that is said to be somebody's birth.

    `words`: those of the text in small letters.
    """
    if _ASKED.isdisjoint(words):
        return
    for shape in (_BIRTH, _AFTER):
        for match in shape.finditer(text):
            yield match.span("date")


def find_fake_births(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the dates that `fake_birth` makes; nobody alive was born then."""
    return (match.span() for match in _FAKE.finditer(text))


def fake_birth(ordinal: int, like: str) -> str:
    """The `ordinal`-th day since 1800, in which century nobody alive was born."""
    return (_FIRST + timedelta(days=ordinal % _DAYS)).isoformat()

"""The words around a number that tell what it is."""

import re
from functools import lru_cache

_PHONE_WORD = r"phone|tel(?:ephone|efon)?|mobile|cell(?:phone)?|fax|whatsapp|sms|handy|landline"
_PHONE = re.compile(
    rf"\b(?:{_PHONE_WORD}|desk|my number|"
    r"(?:call|reach|ring|text|contact|dial)(?: (?:me|us|him|her|them))?)\b"
    r"[^\d\n]{0,14}\n?[^\d\n]{0,3}$",
    re.IGNORECASE,
)
_PHONE_AFTER = re.compile(
    r"[ \t]*[(,]?[ \t]*(?:is my (?:phone|mobile|cell|number)|office|fax|mobile|cell|home|work)\b",
    re.IGNORECASE,
)
_ID_WORD = (
    r"order|invoice|ticket|tracking|parcel|ref(?:erence)?|sku|item|product|account|case|serial|"
    r"imei|id|isbn|ean|gtin|transaction|customer|voucher|coupon|code|batch|model|amount|total|"
    r"price|quantity|stock|balance|payment|variant|user|zip|postcode|no|nr"
)
_ID = re.compile(
    rf"(?:(?<![A-Za-z])(?:{_ID_WORD})s?(?![A-Za-z])[^\d\n]{{0,16}}|#[ ]?|[A-Za-z0-9_][-_#/=])$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:sku|item|product|order|invoice|ticket|tracking|parcel|serial|imei|isbn|ean|gtin|model|"
    r"variant|article)s?\b[^\d\n]{0,6}$",
    re.IGNORECASE,
)
_CARD = re.compile(r"\bcards?\b[^\d\n]{0,30}$", re.IGNORECASE)
_PHONE_FIELD = re.compile(rf"(?<![A-Za-z])(?:{_PHONE_WORD}|msisdn)(?![A-Za-z])", re.IGNORECASE)
_ID_FIELD = re.compile(rf"(?<![A-Za-z])(?:{_ID_WORD})s?(?![A-Za-z])", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LONGEST = 48


@lru_cache(maxsize=2_048)
def field_cue(name: str) -> str:
    """What a field's name says of a number in it, as words before it: of a phone, an id, nothing.

    `field_cue("phoneNumber") == "phone: "`, `field_cue("item_ids") == "id: "`.
    """
    words = _HUMP.sub(" ", name)
    if _PHONE_FIELD.search(words):
        return "phone: "
    return "id: " if _ID_FIELD.search(words) else ""


def before(text: str, start: int, cue: str) -> str:
    """The words before `start`; `cue` stands before the text."""
    if start >= _LONGEST:
        return text[start - _LONGEST : start]
    return cue + text[:start]


def says_phone(words: str, text: str, end: int) -> bool:
    """Whether the words before a number, or those after its end, announce a phone number."""
    announced = _PHONE.search(words)
    other = _OTHER.search(words) if announced else None
    if announced and not (other and other.start() > announced.start()):
        return True
    return bool(_PHONE_AFTER.match(text, end))


def says_id(words: str) -> bool:
    """Whether the words before a number announce one of something else, or are glued to it."""
    return _ID.search(words) is not None


def says_card(words: str) -> bool:
    """Whether the words before a number speak of a card."""
    return _CARD.search(words) is not None

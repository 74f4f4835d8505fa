"""National ids: by shape and check digits where these leave little doubt, else by the words before.

Checks: python-stdnum, which names each country's source.
"""

import re
from collections.abc import Iterator, Set
from importlib import import_module
from typing import Final

_Shapes = tuple[tuple[str, re.Pattern[str]], ...]

SSN = re.compile(
    r"\d(?<![\w-].)(?!(?<=0)00|(?<=6)66)\d\d-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])", re.ASCII
)

_SHAPES = tuple(
    (module, re.compile(shape, re.ASCII))
    for module, shape in (
        # Each begins with a set of characters: what re can look for at once.
        ("es.dni", r"\d(?<!\w.)\d{7}-?[A-Z](?!\w)"),
        ("es.nie", r"[XYZ](?<!\w.)-?\d{7}-?[A-Z](?!\w)"),
        ("it.codicefiscale", r"[A-Z](?<!\w.)[A-Z]{5}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z](?!\w)"),
        ("mx.curp", r"[A-Z](?<!\w.)[A-Z]{3}\d{6}[HM][A-Z]{5}[A-Z\d]\d(?!\w)"),
        ("in_.pan", r"[A-Z](?<!\w.)[A-Z]{2}[ABCFGHLJPT][A-Z]\d{4}[A-Z](?!\w)"),
        (
            "gb.nino",
            r"[A-CEGHJ-PR-TW-Z](?<!\w.)(?!(?<=B)G|(?<=G)B|(?<=K)N|(?<=N)[KT]|(?<=T)N|(?<=Z)Z)"
            r"[A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D](?!\w)",
        ),
        ("br.cpf", r"\d(?<!\w.)\d\d\.\d{3}\.\d{3}-\d\d(?!\w)"),
        ("cl.rut", r"\d(?<!\w.)\d?\.\d{3}\.\d{3}-[\dkK](?!\w)"),
        ("se.personnummer", r"\d(?<![\w-].)\d{5}(?:\d\d)?[-+]\d{4}(?![\w-])"),
        ("fi.hetu", r"\d(?<!\w.)\d{5}[-+A-FU-Y]\d{3}[0-9A-Y](?!\w)"),
        ("dk.cpr", r"[0-3](?<![\w-].)\d[01]\d{3}-\d{4}(?![\w-])"),
        ("cz.rc", r"\d(?<![\w/].)\d{5}/\d{3,4}(?![\w/])"),
        (
            "fr.nir",
            r"[12](?<!\w.) ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d(?!\w)",
        ),
        ("kr.rrn", r"\d(?<![\w-].)\d{5}-[1-8]\d{6}(?![\w-])"),
        ("cn.ric", r"[1-6](?<!\w.)\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dX](?!\w)"),
    )
)
_LETTERED, _NUMBERED = _SHAPES[:6], _SHAPES[6:]
_HINT = re.compile(r"\d(?:\d{3}[A-Z]|\d{6}-?[A-Z]|\d[A-Z]\d\d|\d ?[A-D](?!\w))", re.ASCII)
"""What the ids with letters have in common: most texts have none of it, and one search tells."""
_NUMBER_HINT = re.compile(r"\d(?:\d{2}[-+/.A-Y]\d{3}|[ ]?\d\d[ ]?\d{3}[ ]?\d{3}[ ]?\d)", re.ASCII)

_ID_WORDS = (
    r"s\.?s\.?n\.?|social[ ]security(?:[ ](?:number|no\.?|id|card))?|social[ ]insurance(?:[ ]number)?|"  # noqa: E501
    r"national[ ](?:id|identity|insurance|identification)(?:[ ](?:number|no\.?|card|code))*|"
    r"(?:tax|taxpayer|fiscal)[ ](?:id|identification|file|code|reference)(?:[ ](?:number|no\.?))?|"
    r"passport(?:[ ](?:number|no\.?|id|#))?|"
    r"driv(?:er'?s?|ing)[ ]licen[cs]e(?:[ ](?:number|no\.?|id|#))?|"
    r"(?:identity|id)[ ]card(?:[ ](?:number|no\.?))?|personal[ ](?:id(?:entity)?|identification)[ ]?"  # noqa: E501
    r"(?:number|no\.?|code)?|nhs(?:[ ](?:number|no\.?))?|medicare(?:[ ](?:number|no\.?|id))?|"
    r"aadhaa?r(?:[ ](?:number|no\.?|card))?|pesel|bsn|burgerservicenummer|cpf|cnpj|curp|rfc|rut|dni|nie|nif|nino|"  # noqa: E501
    r"sin|tfn|hetu|personnummer|fødselsnummer|cpr|nir|codice[ ]fiscale|steuer-?id(?:nummer)?|"
    r"steuer(?:identifikations)?nummer|ausweisnummer|personalausweis(?:nummer)?|ahv(?:-nummer)?|oib|emšo|egn|cnp|"
    r"medical[ ]record(?:[ ](?:number|no\.?|#))?|mrn|health[ ]plan(?:[ ](?:number|id))?|"
    r"npwp|nric|hkid|my[ ]?kad|isikukood|kennitala"
)
_CUED = re.compile(
    rf"(?<![\w-])(?i:{_ID_WORDS})(?![A-Za-z])[\"']?(?:[ ]?[:=#,]|(?i:[ ](?:is|are|was|no\.?|nr\.?|number|of|ist|es|"  # noqa: E501
    r"est|è|é)\b)|[ ]\([^)\n]{1,20}\)){0,3}[ ]?[\"'#]?"
    r"(?P<id>[A-Za-z]{0,6}[ -]?\d[A-Za-z\d]*(?:[ .\-/][A-Z]{0,3}\d[A-Za-z\d]*){0,6}"
    r"(?:[ .\-/][A-Z]{1,2}(?![A-Za-z]))?)(?![\w-])"
)
_ASKS: Final = frozenset(
    "ssn n social national tax taxpayer fiscal passport driver driver's drivers driving identity "  # noqa: SIM905
    "personal nhs medicare aadhaar aadhar pesel bsn burgerservicenummer cpf cnpj curp rfc rut dni "
    "nie nif nino sin tfn hetu personnummer fødselsnummer cpr nir codice steuer steuerid steueridnummer "  # noqa: E501
    "steuernummer steueridentifikationsnummer ausweisnummer personalausweis "
    "personalausweisnummer ahv oib emšo egn cnp medical mrn health npwp nric hkid mykad kad "
    "isikukood kennitala".split()
)
"""The first words of those that announce an id."""


def find_national_ids(text: str, words: Set[str]) -> Iterator[tuple[int, int]]:
    """Start and end of every national id; `words`: those of the text in small letters."""
    if "-" in text:
        for match in SSN.finditer(text):
            yield match.span()
    hinted = (*_hinted(_LETTERED, _HINT, text), *_hinted(_NUMBERED, _NUMBER_HINT, text))
    for module, shape in hinted:
        for match in shape.finditer(text):
            if module == "gb.nino" or _checks(module, match[0]):
                yield match.span()
    if not _ASKS.isdisjoint(words) or ("id" in words and "card" in words):
        for match in _CUED.finditer(text):
            if sum(map(str.isdecimal, match["id"])) > 4:
                yield match.span("id")


def _hinted(shapes: _Shapes, hint: re.Pattern[str], text: str) -> _Shapes:
    return shapes if hint.search(text) else ()


def _checks(module: str, number: str) -> bool:
    return import_module(f"stdnum.{module}").is_valid(number)


def fake_national_id(ordinal: int, like: str) -> str:
    """A US social security number from an area that is never given out."""
    rest, serial = divmod(ordinal, 9_999)
    area, group = divmod(rest, 99)
    return f"{900 + area % 100}-{group + 1:02d}-{serial + 1:04d}"

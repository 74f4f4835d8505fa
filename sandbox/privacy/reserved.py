"""Phone numbers nobody has: ranges set aside for fiction, by country.

NANP 555-01xx (ATIS-0300115), Ofcom's and ACMA's numbers for drama, BNetzA's Mitteilung 148/2021,
ARCEP decision 2009-0568, PTS's numbers for fiction.
"""

import re
from functools import lru_cache

_RANGES: dict[str, tuple[tuple[str, int], ...]] = {
    "US": tuple(
        (f"{area}55501", 2)
        for area in (202, 212, 213, 215, 303, 305, 312, 313, 404, 415, 503, 512, 602, 617, 702, 713)
    ),
    "CA": tuple((f"{area}55501", 2) for area in (204, 416, 506, 514, 604, 613, 780, 902)),
    "GB": tuple((f"{area}4960", 3) for area in (113, 114, 115, 116, 117, 118, 121, 131, 141, 151)),
    "AU": (("25550", 4), ("35550", 4), ("75550", 4), ("85550", 4)),
    "DE": (("3023125", 3), ("6990009", 3), ("4066969", 3), ("2214710", 3), ("8999998", 3)),
    "FR": (("19900", 4), ("26191", 4), ("35301", 4), ("46571", 4), ("53649", 4), ("63998", 4)),
    "SE": (("31390060", 1), ("40628040", 1), ("846500", 2), ("70174060", 1)),
}
_SPREAD = 7_919  # a prime that divides no total: every number is met once


def fake_phone(ordinal: int, like: str, region: str) -> str:
    """The `ordinal`-th number of the country of `like`, written as `like` where that is clear.

    A number of the region's own country that has its ten digits keeps its layout; others are
    written internationally. Countries without a range for fiction get numbers near the plan's
    example. Beyond the range, extensions tell the numbers apart.
    """
    import phonenumbers

    country = _country(like, region)
    numbers = _RANGES.get(country) or _near_example(country)
    if not numbers:
        country, numbers = "US", _RANGES["US"]
    subscriber, lap = _pick(numbers, ordinal)
    number = phonenumbers.parse(subscriber, country)
    shown = _like(number, like, region)
    return f"{shown} ext. {lap}" if lap else shown


def _country(like: str, region: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(like, region)
    except phonenumbers.NumberParseException:
        return region
    regions = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    exact = phonenumbers.region_code_for_number(number)
    return exact or (region if region in regions else next(iter(regions), region))


def _pick(ranges: tuple[tuple[str, int], ...], ordinal: int) -> tuple[str, int]:
    """The number of this ordinal over all ranges, and how often they have been used up."""
    total = sum(10**places for _, places in ranges)
    lap, rest = divmod(ordinal, total)
    # Spread, so that the first fakes are not the numbers everybody writes in examples.
    rest = (rest * _SPREAD + total // 3) % total
    for prefix, places in ranges:
        if rest < 10**places:
            return f"{prefix}{rest:0{places}d}", lap
        rest -= 10**places
    raise AssertionError("the rest of a division is smaller than the divisor")


@lru_cache(maxsize=256)  # of countries only
def _near_example(country: str) -> tuple[tuple[str, int], ...]:
    """The plan's example number with its last digits free, all of which are valid."""
    import phonenumbers

    example = phonenumbers.example_number(country)
    if example is None:
        return ()
    digits = phonenumbers.national_significant_number(example)
    for places in (2, 1):
        prefix = digits[:-places]
        numbers = (f"{prefix}{n:0{places}d}" for n in range(10**places))
        if all(phonenumbers.is_valid_number(phonenumbers.parse(n, country)) for n in numbers):
            return ((prefix, places),)
    return ()


def _like(number, like: str, region: str) -> str:
    import phonenumbers

    formats = phonenumbers.PhoneNumberFormat
    digits = re.findall(r"\d", like)
    if "+" not in like and number.country_code == 1 and len(digits) == 10:
        rest = iter(phonenumbers.national_significant_number(number))
        return re.sub(r"\d", lambda _: next(rest), like)
    is_compact = like.startswith("+") and like[1:].isdecimal()
    return phonenumbers.format_number(number, formats.E164 if is_compact else formats.INTERNATIONAL)

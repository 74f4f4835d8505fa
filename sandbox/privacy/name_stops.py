"""Words on the lists of names that an introduction does not make a name, and brands like names."""

from collections.abc import Sequence
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ORDINARY: Final = _set(
    """
    angry sick ready broken wrong important spam ridiculous done back upset late bad fraud nonsense
    happy glad sad mad tired ill busy lost stuck urgent new old good great fine free open closed
    sorry sure home here there single married divorced pregnant retired disabled vegan alone right
    left true false real fake hurt down early long short low real said read put run ran begin come
    clear close real reason love loan link line list joke
    owner buyer seller student teacher doctor nurse parent mother father tenant lawyer writer
    member client customer guest user admin boss chef driver manager agent staff team support
    service sales chatbot bot assistant helper robot computer machine system concierge operator
    seller reseller merchant subscriber traveller traveler passenger
    kunde kundin kunden krank müde wütend sauer fertig bereit student studentin mieter käufer
    besitzer mitglied neu neukunde stammkunde team leute alle zusammen
    cliente clienta usuario usuaria socio dueño dueña estudiante enfermo listo equipo todos nuevo
    client cliente cliente utilisateur malade équipe prêt nouveau tous étudiant
    montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miércoles jueves
    viernes sábado domingo lundi mardi mercredi jeudi vendredi samedi dimanche
    januar februar märz mai juni juli oktober dezember enero febrero marzo mayo junio julio agosto
    septiembre octubre noviembre diciembre janvier février avril juin juillet août septembre octobre
    novembre décembre
    """
)
"""States, roles, days and months."""

LABELS: Final = ORDINARY | _set(
    "premium basic standard starter business enterprise plus pro free gold silver bronze platinum "
    "plan tier trial default none unknown anonymous empty test example null string text value"
)
"""After `name:`, these name a thing."""

_BRANDS: Final = frozenset(
    (
        *("dr martens", "dr oetker", "dr pepper", "dr scholl", "dr scholls", "dr bronner"),
        *("jack daniel", "jack daniels", "calvin klein", "ralph lauren", "harry potter"),
        *("tommy hilfiger", "marc jacobs", "michael kors", "hugo boss", "johnnie walker"),
        *("yves rocher", "estee lauder", "giorgio armani", "karl lagerfeld", "paul smith"),
        *("jim beam", "captain morgan", "tom ford", "ted baker", "kate spade", "tory burch"),
        *("vivienne westwood", "stella mccartney", "jimmy choo", "hello kitty", "betty crocker"),
        *("ben sherman", "helly hansen", "daniel wellington", "john deere", "ray ban"),
    )
)


def is_brand(words: Sequence[str]) -> bool:
    """Whether these two (folded) words are a brand that looks like a name."""
    return " ".join(word.removesuffix("'s").removesuffix("’s") for word in words) in _BRANDS

"""English words that say nothing about a topic; they are left out of a search."""

from typing import Final

_WORDS: Final = """
a about above after again all also am an and any anyone anything are as at be because been
before being both but by can can't cannot could did do does doing don don't down each else ever
every few for from further get gets getting give go going got had has have having hello hey hi
how i if in into is isn it its itself just know let like ll make many may me might more most
much must my need no not now of off ok on once one only or other our out over own per please re
really same say see shall should so some someone something still such sure take tell than thank
thanks that the their them then there these they thing this those though through to too under
until up us use very via want was we well were what when where whether which while who whom
whose why will with without would yes yet you your yours d m s t ve
"""

STOP_WORDS: Final = frozenset(_WORDS.split())

"""Words that postal addresses are made of, in the languages of the countries that write them so."""

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


STREET: Final = _set(
    """
    street st avenue ave av road rd boulevard blvd lane terrace crescent highway hwy parkway pkwy
    turnpike expressway freeway mews esplanade promenade causeway parade
    utca utcája út útja tér körút sétány iela gatve prospekts tn tänav pst puiestee mnt maantee
    sokak sokağı sk caddesi cad bulvarı mahallesi ulica ulice nábřeží náměstí třída námestie
    gata gatan vägen väg gade vej alle veien vegen gate katu tie straße strasse straat laan gracht
    улица проспект переулок бульвар шоссе οδός λεωφόρος sadak thanon jalan
    """
)
"""Name first, as in English: `12 Main Street`, `Kossuth utca 5`."""

PERHAPS_STREET: Final = _set(
    """
    drive dr way place pl court ct square sq circle cir close gardens row walk alley ln trail trl
    park parks hill hills ridge grove glen creek cliff cliffs station lodge green crossing plaza
    path pass loop run pike point quay bend canyon estate estates field fields flats forge fork
    forks haven hollow inlet island junction key keys knoll knolls lake landing manor meadow
    meadows mill mills mission mount mountain orchard oval port prairie ramp ranch rapids shoal
    shore shores spring springs spur stravenue summit throughway trace track trafficway tunnel
    union valley via viaduct view village ville vista well wells village hollow wharf heights
    villas mall isle falls freeway route ways burg burgs corner corners course cove cape camp
    brook branch bluff beach bayou arcade common lights passage
    """
)
"""English words that end a street's name, and other things' names too."""

BEFORE_NAME: Final = _set(
    """
    rua avenida av avda travessa praça praca largo alameda estrada rodovia calçada beco
    calle c/ cl carrer plaza pza paseo camino ronda rambla carretera ctra glorieta callejón pasaje
    via viale piazza piazzale piazzetta corso vicolo largo strada contrada lungomare salita
    rue avenue boulevard bd chemin allée allee impasse quai route ruelle cours sentier faubourg
    ul ulica al aleja aleje pl plac os osiedle
    str strada bulevardul bd calea aleea șoseaua soseaua intrarea
    jalan jl lorong jln soi
    ул пр просп пер наб
    οδός leoforos odos
    """
)
"""Type first, name next: `Calle Mayor 5`, `ul. Długa 7`, `12 rue de la Paix`."""

ENGLISH_TOO: Final = _set("via av cl al pl os st avenue place route strada plaza mission soi bd")
"""Of those the ones that also begin other things: their name must look like one."""

ENDS: Final = (
    *("straße", "strasse", "stræde", "strætið", "stræti", "gasse", "gassen", "allee", "weg"),
    *("platz", "damm", "ufer", "gatan", "gata", "gränd", "vägen", "gade", "gaden", "vej", "vejen"),
    *("vegen", "veien", "vangen", "katu", "kuja", "polku", "straat", "laan", "gracht", "kade"),
    *("plein", "steeg", "dijk", "singel", "tie", "alléen", "allén", "str.", "toften", "marken"),
    *("bakken", "boulevarden", "vollen", "svingen", "stien", "parken", "engen", "haugen", "lia"),
)
"""Ends of words that are a whole street: `Hauptstraße 5`, `Kiannonkatu 98`."""

UNIT: Final = _set(
    "apt apartment suite ste unit flat floor room rm bldg building appt apto depto wohnung lgh"
)
"""Before the number of a flat or an office."""

PARTICLES: Final = _set(
    """
    de la le les du des da do dos das del della delle dei degli di d' l' el los las y e van von der
    den het ten ter op am an auf im in zu zur of the of' z ze na nad pod av i und et et' af w św
    """
)
"""Small words inside names of streets and towns."""

ZIP: Final = (
    r"(?:(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?|\d{3} \d{2}|\d{2}-\d{3}|\d{2} \d{3}|"
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}|\d{3}-\d{4})(?![\w-]|[ ]\d)"  # noqa: E501
)
"""Postal codes: US and most of Europe, ZIP+4, SE, PL, GB, CA, NL, JP."""

STATES: Final = _set(
    """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY
    NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR VI GU AS MP FM MH PW AA AE AP
    ON QC BC AB MB SK NS NB NL PE YT NT NU NSW VIC QLD TAS ACT SA
    """
)
"""States and provinces as they stand before a postal code."""

COUNTRIES: Final = _set(
    """
    usa us uk america kingdom states england scotland wales ireland germany deutschland france
    italy italia spain españa portugal netherlands nederland holland belgium belgië belgique
    luxembourg switzerland schweiz suisse austria österreich denmark danmark sweden sverige norway
    norge finland suomi iceland ísland poland polska czechia republic slovakia hungary magyarország
    romania românia bulgaria greece cyprus malta estonia eesti latvia lithuania slovenia croatia
    serbia bosnia albania macedonia montenegro ukraine russia turkey türkiye israel egypt morocco
    tunisia algeria nigeria kenya ghana africa ethiopia india pakistan bangladesh lanka nepal china
    japan korea taiwan singapore malaysia indonesia thailand vietnam philippines australia zealand
    canada mexico méxico brazil brasil argentina chile peru perú colombia venezuela ecuador uruguay
    greenland greenlander emirates arabia qatar kuwait jordan lebanon
    """
)
"""The last word of a country's name, in small letters."""

NOT_A_TOWN: Final = _set(
    """
    please thanks thank can could would will i i'm my me the this that it is and or but if when
    where what why how who we our you your they he she no not yes ok also so because since for with
    phone mobile tel fax email e-mail mail order orders ticket invoice hello hi dear regards best
    do does did has have was were be been am are to from at on in by as just let there here
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december
    desk office cell website web personal info address name date
    """
)
"""Words that begin a sentence or a field after an address, however they are written."""

# Those of STREET that are English: a number after them is no house number.
ENGLISH: Final = _set(
    "street st avenue ave av road rd boulevard blvd lane terrace crescent highway hwy parkway pkwy "
    "turnpike expressway freeway mews esplanade promenade causeway parade gate tie alle"
)

# Ends or begins like a street, and is none.
NO_STREETS: Final = _set(
    "necktie bowtie cutie sweetie hoodie zombie iphone ipad galaxy pixel windows size version "
    "channel chapter page item items step level order orders model series room gate platform "
    "norwegen australia austria italia somalia"
)

# Before the number of a part of something.
COUNTED: Final = _set("track chapter page episode season volume vol song disc scene figure")

# Before how many of a thing somebody wants.
WANTING: Final = _set("need want order ordered buy bought get got take add return exchange have")

# The last words of a cue: one look tells most texts that have none.
CUE_ENDS: Final = _set(
    "address is to live lives lived living located moved move relocate relocated relocating reside "
    "resides residing at arrive arrived on off up of in wohne wohn wohnt wohnhaft adresse anschrift "  # noqa: E501
    "dirección habito indirizzo morada endereço adres user near now new the der la el an it them "
    "this ship shipped shipping moving"
)

"""What stands before a name and says that one follows."""

import re

_PERSON = (
    r"wife|husband|son|daughter|kid|child|brother|sister|mother|father|mom|mum|dad|friend|partner|"
    r"colleague|boss|manager|assistant|neighbou?r|roommate|cousin|nephew|niece|aunt|uncle|fiancée?|"
    r"secretary|lawyer|spouse|boyfriend|girlfriend|flatmate|landlord|grand(?:mother|father|son)|"
    r"agent|representative|rep|nurse|therapist|doctor|physician|patient|student|employee|client|"
    r"producer|director|actor|actress|singer|author|owner|tenant|beneficiary|guardian"
)
_ENDS_SO = re.compile(r"([^\W_]+(?:[’'/][^\W_]+)?)[\s\"'“(*_:,!?.–—-]{0,8}$")
_LAST_WORDS = frozenset(
    f"{_PERSON}|name|name's|name’s|names|named|is|was|it|called|me|by|as|of|to|attn|attention|c/o|signed|sincerely|"
    "regards|cheers|faithfully|recipient|cardholder|passenger|customer|contact|holder|heiße|ist|"
    "m'appelle|est|llamo|chiamo|è|é|soy|chamo|chamo-me|heter|är|hedder|się|se|am|i'm|i’m|im|with|for|remove|add|"
    "adding|tell|told|ask|asked|say|says|said|contacted|email|emailed|call|meet|met|know|under|"
    "heard|invite|thank|starring|it's|hello|hi|hey|dear|day|morning|afternoon|evening|thanks|you|best|"
    "bye|yours|love|greetings|from|and|or|including|between|username|user|in|near|at|st|via|port|"
    "san|santa|del|el|los|las|hallo|hola|bonjour|ciao|salut|liebe|lieber|estimado|estimada|caro|"
    "cara|there|again|advance|thx|truly|wishes|grüße|grüßen|cordialement|saludos|saluti|"
    "atentamente|person|the|a|an|this|that|these|our|your|fiancé|fiancée|neighbor|neighbour|friend's|"
    "bin|suis|wife's|husband's|son's|daughter's|brother's|sister's|mother's|father's|grandmother|"
    "grandfather|grandson|uncle|woman|man|boy|girl|guy|up|be|are|'m|'s".split("|")
)


def may_announce(before: str) -> bool:
    """False only if none of the cues of this file ends `before`: one look instead of five."""
    last = _ENDS_SO.search(before)
    if last is None:
        return False
    word = last[1].lower()
    return word in _LAST_WORDS or word.rpartition("'")[2] in _LAST_WORDS


SURE = re.compile(
    r"(?:\b(?:my|his|her|their|our|the|full|first|last|sur|family|given|middle|maiden|legal|account|"
    r"customer|cardholder|card ?holder|holder'?s?|recipient'?s?|contact) ?name(?:'s|’s| is|:| was|"
    r" on (?:it|the (?:card|account|order)) is)?|\bname(?:'s|’s| is|:| was)|"
    r"\bnames? (?:should be|to|as)|"
    r"\b(?:was|is|am|are|'m|'s|be|person|man|woman|boy|girl|guy) (?:called|named)|\bcall me|"
    r"\bgo by|\bknown as|\b(?:on )?behalf of|\b(?:attn|attention|c/o|signed(?: by)?|sincerely|regards|"  # noqa: E501
    r"cheers|faithfully|recipient|cardholder|passenger|patient|guest name|customer|contact(?: person)?|"  # noqa: E501
    r"beneficiary|account holder)[:,]|"
    r"\bmy (?:" + _PERSON + r")(?:'s name is|,| is called)?|"
    r"\b(?:ich heiße|mein name ist|je m'appelle|mon nom est|me llamo|mi nombre es|mi chiamo|"
    r"il mio nome è|meu nome é|chamo-me|mijn naam is|jag heter|mitt namn är|jeg hedder|nazywam się|"
    r"jmenuji se)|"
    r"\bwhat'?s (?:your|his|her) (?:first |last |full )?name\??)"
    r"[ \t]{0,2}[\n]?[ \t]{0,2}[\"'“(*_]{0,2}$",
    re.IGNORECASE,
)
"""A name follows almost always."""

PERSONAL = re.compile(
    r"\b(?:i am|i'm|i’m|im|this is|ich bin|soy|je suis|here is|(?:spoke|speak|speaking|talk|talked|talking|chat|chatted|"  # noqa: E501
    r"chatting|met|up|meet|meeting|deal|dealt) (?:to|with)|ask(?:ed)? for|remove|add|adding|tell|told|"  # noqa: E501
    r"ask|asked|says?|said|contact(?:ed)?|email(?:ed)?|call(?:ed)?|meet|met|know|named?|under|"
    r"heard|invite|thank|helped by|assisted by|starring|directed by|written by|guardian|"
    + _PERSON
    + r")[:,]?[ \t]{1,2}[\"'“(*_]{0,2}$",
    re.IGNORECASE,
)
"""A name follows often: two words with capitals are taken for one."""

LIKELY = re.compile(
    r"(?:" + PERSONAL.pattern.removesuffix("$") + r"|"
    r"\b(?:it's|it is|hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|thanks|thank you|"
    r"cheers|best|bye|yours|love|greetings|from|by|with|and|to|for|or|including|between|me|"
    r"username|user|agent)[:,]?[ \t]{1,2}[\"'“(*_]{0,2})$",
    re.IGNORECASE,
)
"""A name may follow: one of a list is taken for one."""

PLACE_BEFORE = re.compile(
    r"\b(?:in|near|originally from|flew to|fly to|flying to|trip to|travel(?:ling|ing)? to|arrived (?:at|in)|"  # noqa: E501
    r"based in|born in|grew up in|moved to|live[sd]? in|st\.?|via|port|san|santa|del|el|los|las)[ \t]$",  # noqa: E501
    re.IGNORECASE,
)
"""After this a single word is a place."""

OWNS = re.compile(
    r"['’]s (?:address|phone|number|e-?mail|account|name|card|birthday|date of birth|password|"
    r"order|orders|kid|kids|child|son|daughter|wife|husband|mother|father|brother|sister)\b",
    re.IGNORECASE,
)
"""After a name: things that people have."""

_SELF = r"i am|i'm|i’m|this is|it's|it’s|ich bin|soy|je suis"
INTRODUCED = re.compile(
    r"\b(?:" + _SELF + r"|dear|hi|hello|hey|hallo|hola|bonjour|ciao|salut|liebe[r]?|"
    r"estimad[oa]|caro|cara|good (?:morning|afternoon|evening)|hi there)[ \t]{1,2}$",
    re.IGNORECASE,
)
"""A name follows, or a state or a role: "I'm Angry", "Dear Team"."""

LABEL = re.compile(r":[ \t]{0,2}[\n]?[ \t]{0,2}[\"'“(*_]{0,2}$")
"""A field of a form, or of a list of goods."""

GREETING = re.compile(
    r"(?:" + INTRODUCED.pattern.removesuffix("$") + r"|"
    r"\b(?:speaking (?:to|with)|thanks|thank you|"
    r"spoke (?:to|with)|speak (?:to|with)|talk(?:ed)? (?:to|with))[ \t]{1,2}|"
    r"\b(?:regards|sincerely|cheers|thanks(?: again| in advance)?|thank you|thx|best|faithfully|truly|wishes|yours|"  # noqa: E501
    r"love|grüße|grüßen|cordialement|saludos|saluti|atentamente),?!?[ \t]*\n[ \t\n]*[-–—]?[ \t]*)$",
    re.IGNORECASE,
)
"""A capital after this is a name, unless it is a word of another kind."""

SPEAKS = re.compile(r",?[ \t]{1,2}(?:calling|speaking|writing)\b", re.IGNORECASE)
"""After a name: what only people do."""

SMALL = re.compile(
    r"(?:[mj](?<!\w.)(?:y (?:full |first |last )?name(?:'s|’s| is)|ein name ist|e llamo|e m'appelle|"  # noqa: E501
    r"i chiamo|y (?:wife|husband|son|daughter|brother|sister|friend|kid) is called)|"
    r"(?P<cue>[ihdcrt](?<!\w.)(?:'m| am(?: called)?|i|ello|ear|all me|egards,|hanks,|his is)))"
    r"[ \t:]{1,3}(?=(?P<name>[^\W\d_][\w'’-]*(?:[ ](?:[^\W\d_][\w'’-]+|[^\W\d_]\.?)){0,3}))"
)
"""The names of those who write no capitals; for a text in small letters."""

SMALL_TITLE = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|dr|miss|herr|frau|monsieur|madame)\.?[ ](?P<name>[^\W\d_A-Z]{3,})(?!\w)"
)
"""`ms. marcela`, of those who write no capitals."""

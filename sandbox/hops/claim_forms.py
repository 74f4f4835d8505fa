"""How sentences claim that something was done, as patterns; `claims` says what each means."""

import re
from typing import Final

SENTENCE: Final = re.compile(r"\S.*?(?:[.!?…]+[)\"'”’]*(?=\s|\Z)|(?=\n)|\Z)\s*", re.DOTALL)
UNSAID = re.compile(
    r"\b(?:if|whether|unless|until|once|when|before|after|as soon as|may|might|could|should|would"
    r"|will|must|can)\b[^,;:–—]*$"
    r"|(?:\b(?:not|never|cannot|unable|nor|no|neither)\b|n['’]t)\b(?:(?!\b(?:and|but|so)\b)[^,;:–—])*$"
    r"|\b(?:have|had|did|do|nothing|none(?:\s+of(?:\s+\w+){0,2})?)\s*$",
    re.IGNORECASE,
)
"""What before a claim, in its clause, makes it none: a condition, a denial, a question."""
PROMISE_UNSAID = re.compile(
    r"\b(?:if|whether|unless|until|once|when|whenever|before|after|as soon as|may|might|could"
    r"|would|so|meaning|means|difference|options?|not|never|cannot|can|typically|usually|normally|generally|within|always)\b|n['’]t\b",
    re.IGNORECASE,
)
"""As `UNSAID`, anywhere in a sentence that says what the customer will get."""
GENERIC_AFTER = re.compile(
    r"\s*(?:to|within|in|by|when|if|once|after|as|only|via|through|at|on|for|until|unless|whenever"
    r"|automatically|manually)\b",
    re.IGNORECASE,
)
"""What after "is refunded" tells how things go in general, not what was done."""
BY_OTHERS = re.compile(
    r"(?:\s+to\s+(?:us|our\s+\w+|the\s+sender))?\s+by\s+(?!(?:me|us|our|card|mail)\b)",
    re.IGNORECASE,
)
"""What after a passive says that somebody else did it."""
NOTHING_AFTER = re.compile(
    r"\s+(?:nothing\b(?!\s+(?:less|but|short)\b)|none\b|neither\b)", re.IGNORECASE
)
"""What after a claim takes it back: "I have changed nothing"."""
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
LONG_AGO = re.compile(
    r"(?:\s+(?!(?:and|but|so|or|will|to|that|which|because)\b)[\w'’-]+){0,4}?\s+(?:yesterday|"
    rf"(?:on\s+)?last\s+(?:week|month|year|{_WEEKDAY}|{_MONTH})|on\s+{_WEEKDAY}"
    rf"|on\s+(?:the\s+)?(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+\d)"
    rf"|in\s+(?:{_MONTH}|(?:19|20)\d\d)|(?:\d+|an?|two|three|some|few)\s+(?:day|week|month|year)s?\s+ago)\b",
    re.IGNORECASE,
)
"""What after "was created" tells of an earlier day, not of this conversation."""
PAST_DEED = re.compile(r"(?:was|were)\b(?!.*\b(?:book|schedul|arrang|reserv))", re.IGNORECASE)
"""A passive whose day is the day it was done: a call "was booked on Monday" may be for Monday."""
PRESENT = re.compile(r"\b(?:is|are)\s+(?!now|already|been)", re.IGNORECASE)
ASIDE = re.compile(r"\([^()\n]*\)|\*{1,3}|(?<!\w)_{1,2}|_{1,2}(?!\w)")
"""What stands in brackets, and marks of Markdown."""
QUOTED = re.compile(r"[\"“«„](?:[^\"”»“\n]*\s){3,}[^\"”»“\n]*[\"”»“]")
"""Words that somebody else has said: at least four of them in quotation marks."""

OFTEN = r"(?:\s+(?:now|just|already|also|then|gone ahead and|went ahead and|\w+ly))*"
FIRST_PERSON = rf"\b(?:I|we)(?:['’]ve|\s+have)?{OFTEN}\s+{{deed}}\b"
PASSIVE = (
    rf"(?:\b(?:has|have){OFTEN}\s+been|['’]s{OFTEN}\s+been|\b(?:is|are)\s+now"
    r"|(?<!that )(?<!which )(?<!who )\b(?:was|were))"
    rf"{OFTEN}\s+{{deed}}\b"
)
STATE = (
    r"(?:\b(?:your|the|this|that|both|all|it)\b(?:[^,;:.!?]|[.,](?=\d)){{0,40}}?"
    rf"\b(?:is|are)|\b(?:it|that)['’]s){OFTEN}\s+{{deed}}\b"
)
TOO = r"\band(?:\s+(?:also|then|\w+ly))*\s+{deed}\b"
"""A second deed of the sentence's first person: "I have cancelled it and refunded you"."""
LIGHT = (
    r"(?:(?:processed|initiated|completed|submitted|arranged|started|scheduled|issued|requested"
    r"|put\s+(?:through|in))"
    r"\s+(?:(?:a|an|the|your|this|that)\s+(?:request\s+for\s+an?\s+)?)?|(?:made|placed|raised|opened|logged|filed)\s+an?\s+)"
    r"(?:\w+\s+){{0,2}}{noun}"
)
"""Verbs that do what their noun says: "processed your refund"."""
NOUN_DONE = (
    r"\b{noun}s?\b(?:[^,;:.!?]|[.,](?=\d)){{0,120}}?(?:\b(?:has|have)\s+(?:\w+ly\s+|already\s+|now\s+|also\s+)*been"
    r"|\b(?:is|are|was|were)(?:\s+(?:now|already|all|\w+ly))*|['’]s(?:\s+(?:now|been|\w+ly))*)"
    r"(?:\s+\w+ly)*\s+(?:processed|completed?|initiated|submitted|approved|made|done|confirmed"
    r"|successful|requested|placed|scheduled|arranged|through|issued|on\s+(?:its|the)\s+way)\b"
    r"|\b{noun}s?\b(?:[^,;:.!?]|[.,](?=\d)){{0,20}}?\b(?:went|gone)\s+through\b"
)
"""The deed as a noun: "your refund has been processed", "the cancellation went through"."""
TEAM = r"\b(?:colleague|team|specialist|manager|supervisor|person|human|agent|department)s?\b"
"""Whom a conversation is passed on to: a parcel is handed to the carrier, too."""
PASSED_ON = r"(?:handed|passed|transferred|forwarded|escalated)"
ANYTHING_DONE = (
    r"\b(?:that|it|this|everything)(?:['’]s|\s+is|\s+has\s+been)\s+(?:(?:all|now|already|been)\s+)*"
    r"(?:done|taken\s+care\s+of|sorted|settled|dealt\s+with)\b(?!:\s*\w+\.\w)"
    r"|(?:\A|[.!]\s+)(?:all\s+(?:done|set|sorted)|done)\s*[!.,:–—]"
    r"|\byou(?:['’]re|\s+are)\s+all\s+set\b|\bconsider\s+it\s+done\b"
    r"|(?:\A|[.!]\s+)(?:refund|cancellation|return|exchange|update)\s+(?:done|completed?)\s*[!.]"
    r"|\b(?:taken|took)\s+care\s+of\s+(?:it|that|this|everything|your)\b"
)
MONEY = (
    r"(?:[€$£]\s?\d[\d.,]*|(?:EUR|USD|GBP)\s?\d[\d.,]*"
    r"|\d[\d.,]*\s?(?:€|EUR|USD|GBP|euros?|dollars?))"
)
PROMISED = (
    rf"\byou(?:['’]ll|\s+will)\s+(?:\w+\s+){{0,2}}?(?:get|receive|see|have|find)\s+"
    rf"(?:the\s+|your\s+|a\s+refund\s+of\s+)?{MONEY}"
    r"(?![\w.,]*\s+(?:off|discount|voucher)\b)"
    rf"|\b(?:the|your)\s+(?:money|refund|{MONEY})\s+(?:is|are)\s+(?:already\s+|now\s+)?"
    r"(?:coming|on\s+(?:its|the|their)\s+way)\b"
    r"|\b(?:a|the|your)\s+(?:new|replacement)\b[^,;:.!?]{0,40}?\b(?:is\s+(?:already\s+|now\s+)?on\s+its"
    r"\s+way\b(?!\s+from\s+(?:your\b|the\s+(?:bank|carrier|manufacturer|supplier|sender)\b))|(?:has|have)\s+(?:already\s+|just\s+)?been\s+(?:sent|shipped|dispatched))\b"
)
"""Money that is as good as paid: "you'll get €20 back", "the money is on its way"."""

IRREGULAR = {
    "send": "sent",
    "resend": "resent",
    "find": "found",
    "get": "got",
    "make": "made",
    "pay": "paid",
    "set": "set",
    "reset": "reset",
    "put": "put",
    "write": "written",
    "hold": "held",
    "give": "given",
    "take": "taken",
    "withdraw": "withdrawn",
    "undo": "undone",
}
NOUNS = {"cancel": "cancellation", "modify": "modification", "book": "booking", "credit": "credit"}
"""Nouns of deeds that are not spelt like their verbs."""
SKIP = frozenset(("get", "find", "list", "search", "read", "note", "order", "hand", "off"))
VOWELS = "aeiou"
COMMON = (
    "sent|resent|emailed|mailed|booked|scheduled|escalated|notified|credited|adjusted"
    "|replaced|upgraded|waived|updated|changed|deleted|removed|registered|modified|refunded|cancell?ed"
    "|exchanged|swapped|switched|reserved|arranged|issued|processed|submitted|reimbursed|closed"
    "|reported|informed|marked|applied|filed|rerouted|deducted"
    r"|let\s+(?:the|our|my)\s+\w+(?:\s+\w+)?\s+know|took\s+the\s+liberty"
)
"""What an agent may say that it did, whatever its tools are called."""
LIGHT_VERBS = frozenset(
    ("issue", "create", "update", "make", "add", "start", "open", "submit", "set", "place")
)
"""Verbs that say nothing without their noun: an invoice is issued, too."""
COMMON_NOUNS = "refund|cancellation|exchange|return|replacement|reimbursement|booking|update|change"
NOT_SENT = re.compile(r"\b(?:above|earlier|below|link|overview|list)\b", re.IGNORECASE)
"""What is "sent" in the chat itself."""
STEMS = (
    "done complet libert know taken took sort settl dealt set way coming you'll you’ll will new "
    "sent mail book schedul escalat notif credit adjust replac upgrad waiv updat chang delet "
    "remov regist modif refund cancel exchang swap switch reserv arrang issu process submit "
    "reimburs clos report inform mark appl fil rerout deduct"
)
"""How the words begin that every claim of the common forms has one of."""
COMMON_STEMS = tuple(STEMS.split())
COMMON_OWN = re.compile(FIRST_PERSON.format(deed=f"(?:{COMMON})"), re.IGNORECASE)
COMMON_DONE = re.compile(
    r"\b(?:your|the|this|that|it)\b(?:[^,;:.!?]|[.,](?=\d)){0,120}?"
    rf"\b(?:(?:has|have){OFTEN}\s+been|(?:is|are)\s+now){OFTEN}\s+(?:{COMMON})\b",
    re.IGNORECASE,
)
ALL_SET = re.compile(ANYTHING_DONE, re.IGNORECASE)
PROMISE = re.compile(PROMISED, re.IGNORECASE)


def past(verb: str) -> str:
    """A pattern of the past participle: `submitt?ed`, as spellings differ."""
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if len(verb) < 3 or verb[-1] in VOWELS:
        return f"{verb}ed"
    if verb[-1] == "y":
        return f"{verb}ed" if verb[-2] in VOWELS else f"{verb[:-1]}ied"
    doubles = verb[-2] in VOWELS and verb[-3] not in VOWELS and verb[-1] not in "wx"
    return f"{verb}{verb[-1]}?ed" if doubles else f"{verb}ed"

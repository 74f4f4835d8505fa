"""What an address is made of around one telling word: the core, word by word."""

import re

from sandbox.privacy.address_tail import tail
from sandbox.privacy.address_tokens import NEAR, Token, Tokens
from sandbox.privacy.address_words import (
    BEFORE_NAME,
    COUNTED,
    COUNTRIES,
    CUE_ENDS,
    ENDS,
    ENGLISH,
    ENGLISH_TOO,
    NO_STREETS,
    NOT_A_TOWN,
    PARTICLES,
    PERHAPS_STREET,
    STREET,
    UNIT,
    WANTING,
    ZIP,
)

_COMMA = re.compile(r",?[ \t\u00a0]{1,2}")
_LOOSE = re.compile(r"[,.]?[\s,>?]{1,8}")
_CUE = re.compile(
    r"\b(?:address(?: is| to|:)?|liv(?:e|es|ed|ing)|(?:re)?ship(?:ped|ping)? (?:it |them |this )?to|"  # noqa: E501
    r"located|(?:move|relocat)(?:d|ed|ing)? to|moved|resid(?:e|es|ing)|deliver(?:ed|y|ing)? (?:it |them )?to|"  # noqa: E501
    r"send (?:it |this |them )?to|sent to|arrived? at|(?:is|are) (?:at|on)|"
    r"(?:drops?|dropped|pick(?:ed)?)(?: \w{1,8})? (?:off|up) at|side of|"
    r"corner of|wohne? (?:in|an)|wohnhaft|adresse|anschrift|dirección|vivo en|habito|indirizzo|"
    r"morada|endereço|adres)\b[^\w\n]{0,3}(?:(?:at|on|in|is|to|of|user|near|now|new|the|der|la|el)\b"
    r"[^\w\n]{0,3}){0,3}$",
    re.IGNORECASE,
)
_GOODS = re.compile(r"[ \t](?!(?:as|is|this|its|address)\b)[a-z]{3,}s\b")
_DIGIT = re.compile(r"\d")
_THEN_CODE = re.compile(rf",[ ]?{ZIP}[ ][^\W\d_a-z]|,?\n{ZIP}[ ][^\W\d_a-z]")


class Look(Tokens):
    """Looks for cores around each word of one text."""

    def core(self, at: int, token: Token) -> tuple[int, int] | None:  # noqa: PLR0911
        """The core whose telling word is token `at`, None if there is none."""
        word = token.word
        if word in STREET and not token.text[0].isdigit():
            found = self._named_street(at, sure=True)
            if found:
                return found
        if word in BEFORE_NAME or token.text in ("C/", "c/"):
            found = self._typed_street(at)
            if found:
                return found
        if word in PERHAPS_STREET and not word.endswith(ENDS):
            return self._named_street(at, sure=False)
        if word in UNIT:
            return self._with_unit(at)
        if word in COUNTRIES:
            return self._with_country(at)
        if token.text[0].isdigit():
            return self._after_cue(at)
        return self._one_word(at)

    def _named_street(self, at: int, sure: bool) -> tuple[int, int] | None:
        """`12 Main Street`, `Kossuth utca 5`; without a number only after a cue."""
        first = self.first_name(at, 5)
        token = self.tokens[at]
        head = first - 1
        named = any(self.tokens[i].word not in PARTICLES for i in range(first, at))
        if not named:
            return None
        # A number inside the name: "216 Karaiskaki Sq", "12 5th Avenue", "370 3911 Fourth Avenue".
        if self.is_number(head) and self.gap(head, _COMMA):
            if self._counts_goods(head, token.end):
                return None
            start = self._house(head)
            is_address = sure or self._is_placed(start, token.end)
            return (start, token.end) if is_address else None
        after = self.number_after(at)
        if (
            sure
            and after >= 0
            and self.tokens[first].text[0].isupper()
            and token.word not in ENGLISH
        ):
            return self.tokens[first].start, self.tokens[after].end
        if sure and self._has_cue(first) and self.tokens[first].text[0].isupper():
            return self.tokens[first].start, token.end
        return None

    def _counts_goods(self, head: int, end: int) -> bool:
        """`Track 5 Abbey Road`, `I need 2 Park Avenue perfumes`: the number is no house's."""
        if head == 0 or not self.gap(head - 1, NEAR):
            return False
        before = self.tokens[head - 1].word
        is_few = before in WANTING and len(self.tokens[head].text) < 3
        return before in COUNTED or (is_few and bool(_GOODS.match(self.text, end)))

    def _house(self, head: int) -> int:
        """Where the house number begins; a flat's number or a second one may stand before it."""
        if self.is_number(head - 1) and self.gap(head - 1, NEAR):
            head -= 1
        if self.is_number(head - 1) is False and head >= 2 and self.is_number(head - 1):
            head -= 1
        if head >= 2 and self.tokens[head - 2].word in UNIT and self.gap(head - 1, _COMMA):
            head -= 2
        return self.tokens[head].start

    def _is_placed(self, start: int, end: int) -> bool:
        """Whether a flat, a town with its code, or a cue says that this is a place."""
        reach = tail(self.text, end)
        return bool(_DIGIT.search(self.text, end, reach)) or self._cue_before(start)

    def _typed_street(self, at: int) -> tuple[int, int] | None:
        """`Calle Mayor 5`, `ul. Długa 7`, `12 rue de la Paix`."""
        token = self.tokens[at]
        last = at
        names = 0
        while last + 1 < len(self.tokens) and last - at < 6 and self.is_name(last + 1):
            if not (
                self.gap(last, NEAR) or (last == at and token.end == self.tokens[at + 1].start)
            ):
                break
            last += 1
            names += self.tokens[last].word not in PARTICLES
        if not names:
            return None
        strict = token.word in ENGLISH_TOO
        if (
            strict
            and (not token.text[0].isupper() or self.tokens[at + 1].text.isupper())
            and (not self.is_small or not self._has_cue(at))
        ):
            strict = token.word not in ("avenue", "bd", "av", "al", "pl", "os")
            if strict:
                return None
        after = self.number_after(last)
        before = self.is_number(at - 1) and self.gap(at - 1, _COMMA)
        # "14 rue des Tanneurs, 37000 Tours": the second is the town's code.
        is_code = before and after >= 0 and "," in self.text[self.tokens[last].end :][:2]
        if after >= 0 and not is_code:
            start = self.tokens[at - 1].start if before else token.start
            return start, self.tokens[after].end
        while last > at and self.tokens[last].word in PARTICLES:
            last -= 1
        if before and (
            not strict or self._is_placed(self.tokens[at - 1].start, self.tokens[last].end)
        ):
            return self._house(at - 1), self.tokens[last].end
        return None

    def _one_word(self, at: int) -> tuple[int, int] | None:
        """`Hauptstraße 5`, `31 Brucker Bundesstrasse 7`."""
        token = self.tokens[at]
        after = self.number_after(at)
        if not (token.text[0].isupper() or self.is_small) or token.word in NO_STREETS:
            return None
        if after < 0 or not self.gap(at, _COMMA):
            if (
                self.is_number(at - 1)
                and self.gap(at - 1, NEAR)
                and (self._is_placed(self.tokens[at - 1].start, token.end))
            ):
                return self.tokens[at - 1].start, token.end
            return None
        first = at
        while first > 0 and at - first < 3 and self.gap(first - 1, NEAR):
            before = self.tokens[first - 1]
            if self.is_number(first - 1):
                first -= 1
                break
            if not before.text[0].isupper() or before.word in NOT_A_TOWN:
                break
            first -= 1
        return self.tokens[first].start, self.tokens[after].end

    def _with_unit(self, at: int) -> tuple[int, int] | None:
        """`12 Alte Mühle Apt. 4`: what has a number and leads up to the number of a flat."""
        if not (self.is_number(at + 1) and self.gap(at, re.compile(r"\.?[ ]?#?"))):
            return None
        first, numbers = at, 0
        while first > 0 and at - first < 9 and self.gap(first - 1, _LOOSE):
            if self.is_number(first - 1):
                numbers = first - 1
            elif not self.is_name(first - 1):
                break
            first -= 1
        end = self.tokens[at + 1].end
        if numbers or self.is_number(first):
            start = numbers or first
            if start < at:
                return self.tokens[start].start, end
        is_flat = self.tokens[at].word in ("apt", "apartment", "suite", "flat")
        return (self.tokens[at].start, end) if is_flat else None

    def _with_country(self, at: int) -> tuple[int, int] | None:
        """`31 Alte Mühle, Arnsdorf, Germany`."""
        if not (self.tokens[at].text[0].isupper() or self.is_small):
            return None
        first, number, commas = at, -1, 0
        while first > 0 and at - first < 10 and self.gap(first - 1, _LOOSE):
            gap = self.text[self.tokens[first - 1].end : self.tokens[first].start]
            if self.is_number(first - 1):
                number = first - 1
            elif not self.is_name(first - 1):
                break
            commas += "," in gap or "\n" in gap
            first -= 1
        if number < 0 or commas < 2:
            return None
        if number == at - 1:
            return None
        start = number
        if (
            number + 1 < at
            and "," in self.text[self.tokens[number].end : self.tokens[number + 1].start]
        ):
            start = self.first_name(number, 4)
        return self.tokens[start].start, self.tokens[at].end

    def _after_cue(self, at: int) -> tuple[int, int] | None:
        """`lives at Allika 46`: a name and a house number after words that announce a place."""
        if not self.is_number(at) or len(self.tokens[at].text) > 6:
            return None
        first = self.first_name(at, 5)
        while first < at and self.tokens[first].word in PARTICLES:
            first += 1
        if first == at or not self.gap(at - 1, NEAR):
            return self._number_after_cue(at)
        coded = _THEN_CODE.match(self.text, self.tokens[at].end)
        if self.tokens[first].word in NO_STREETS or not (coded or self._has_cue(first)):
            return None
        start = self._house(first - 1) if self.is_number(first - 1) else self.tokens[first].start
        return start, self.tokens[at].end

    def _number_after_cue(self, at: int) -> tuple[int, int] | None:
        """`lives at 46 Allika, Tartu 50104`: number first, and a code behind it."""
        last = at
        while last + 1 < len(self.tokens) and last - at < 4 and self.is_name(last + 1):
            if not self.gap(last, NEAR):
                break
            last += 1
        if last == at or not self._has_cue(at) or self.tokens[at + 1].word in PARTICLES:
            return None
        end = self.tokens[last].end
        reach = tail(self.text, end)
        is_placed = bool(re.search(ZIP, self.text[end:reach]))
        return (self.tokens[at].start, end) if is_placed else None

    def _has_cue(self, at: int) -> bool:
        start = self.tokens[at].start
        for _ in range(2):
            if at == 0 or not self.is_number(at - 1):
                break
            at -= 1
            start = self.tokens[at].start
        return self._cue_before(start)

    def _cue_before(self, start: int) -> bool:
        before = self.text[max(0, start - 24) : start].split()
        if not before or before[-1].rstrip(":,.").lower() not in CUE_ENDS:
            return False
        return _CUE.search(self.text, max(0, start - 64), start) is not None

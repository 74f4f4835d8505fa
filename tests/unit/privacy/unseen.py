"""200 messages that no detector was tuned on: people, homes and numbers of 20 countries.

Names and addresses were written for this file by hand, before it was run for the first time, in the
layout of their country. Phone numbers are the numbering plans' own examples. What is labelled is
what stands between braces: `{name}`. Everything else (order ids, prices, products, days) has to
stay.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers


class Label(NamedTuple):
    """`text[start:end]` is of this kind."""

    start: int
    end: int
    kind: str


PEOPLE = {
    "US": ("Marcus Whitfield", "Tanya Delacroix-Boone", "18 Sycamore Ridge Road, Boise, ID 83702"),
    "GB": ("Nigel Hargreaves", "Siobhan Prendergast", "Flat 7, 32 Larkspur Close, Leeds LS6 2QT"),
    "DE": ("Wolfgang Zimmerling", "Anneliese Kratz", "Kastanienallee 44, 04105 Leipzig"),
    "FR": ("Baptiste Lemonnier", "Océane Gauthier", "14 rue des Tanneurs, 37000 Tours"),
    "ES": ("Iñigo Echevarría", "Rocío Benavides", "Calle de los Olivos 23, 3º B, 41003 Sevilla"),
    "IT": ("Fabrizio Colantuono", "Ginevra Marchesini", "Via Garibaldi 61, 20121 Milano"),
    "PT": ("Duarte Vasconcelos", "Benedita Falcão", "Rua das Flores 108, 4050-262 Porto"),
    "NL": ("Joost van den Heuvel", "Marijke Oosterhuis", "Tulpstraat 12, 3511 LM Utrecht"),
    "PL": ("Zbigniew Krawczyk", "Agnieszka Wróblewska", "ul. Kościuszki 17/4, 30-105 Kraków"),
    "SE": ("Torbjörn Hallqvist", "Ylva Stenmark", "Björkvägen 9, 752 28 Uppsala"),
    "DK": ("Mogens Thorup", "Bodil Vestergaard", "Åboulevarden 51, 8000 Aarhus C"),
    "NO": ("Sondre Haugland", "Ragnhild Bakke", "Solbergveien 3, 5063 Bergen"),
    "FI": ("Eero Lahtinen", "Aino Kettunen", "Mannerheimintie 88 A 4, 00250 Helsinki"),
    "CZ": ("Vojtěch Hrdlička", "Ludmila Dvořáková", "Masarykova 27, 602 00 Brno"),
    "HU": ("Zoltán Fekete", "Ildikó Szabados", "Petőfi utca 11, 6720 Szeged"),
    "BR": ("Thiago Nogueira", "Larissa Pimentel", "Avenida Paulista 1578, São Paulo, SP 01310-200"),
    "IN": ("Rajesh Venkataraman", "Kavita Deshpande", "24 Residency Road, Bengaluru 560025"),
    "CA": ("Gordon MacLeish", "Chantal Thibodeau", "907 Wellington Crescent, Winnipeg, MB R3M 0A9"),
    "AU": ("Bronwyn Galloway", "Darryl McPhee", "5 Banksia Parade, Hobart TAS 7000"),
    "TR": ("Emre Karaca", "Gülşen Yıldırım", "Atatürk Caddesi 45, 35210 İzmir"),
}
IDS = {
    "US": "my social security number is {212-09-9999}",
    "GB": "my NI number {QQ123456C} should be on file: {AB123456C}",
    "DE": "Steuer-ID: {36 574 261 809}",
    "FR": "numéro NIR {2 95 10 99 126 111 93}",
    "ES": "DNI {54362315K}",
    "IT": "codice fiscale {RCCMNL83S18D969H}",
    "NL": "BSN {111222333}",
    "PL": "PESEL {44051401359}",
    "SE": "personnummer {880320-0016}",
    "DK": "CPR {211062-5629}",
    "FI": "hetu {131052-308T}",
    "BR": "CPF {390.533.447-05}",
    "IN": "Aadhaar {2341 2341 2346}",
    "CA": "SIN {123-456-782}",
    "AU": "TFN {123 456 782}",
}
IBANS = {
    "DE": "DE89 3704 0044 0532 0130 00",
    "GB": "GB29NWBK60161331926819",
    "FR": "FR14 2004 1010 0505 0001 3M02 606",
    "NL": "NL91ABNA0417164300",
    "ES": "ES91 2100 0418 4502 0005 1332",
    "IT": "IT60X0542811101000000123456",
    "PL": "PL61109010140000071219812874",
    "SE": "SE4550000000058398257466",
    "NO": "NO9386011117947",
    "PT": "PT50000201231234567890154",
}
CARDS = ("4012 8888 8888 1881", "5105105105105100", "3714-496353-98431", "6011000990139424")
BIRTHS = ("14/02/1979", "1988-11-30", "3 March 1991", "July 9, 1965", "07.08.1984")
ADDRESSES = ("203.0.113.77", "2001:db8:85a3::8a2e:370:7334", "91.198.174.192")

TEMPLATES = (
    "Hi, my name is {name:%0} and order O-20471 never came. You can reach me at {phone:%P}.",
    "Please ship the two desk lamps (SKU 88-20417-B, 2 × 49.90 €) to {address:%A}. Thanks, {name:%1}",  # noqa: E501
    "I moved! New address: {address:%A}\nInvoice 2024-11873 still has the old one.",
    "Dear support team,\nthe chair from Tuesday is broken. Card {card:%C} was charged 129.00 USD.\n"
    "Regards,\n{name:%0}",
    "This is {name:%1} calling on behalf of {name:%0}, born {birth_date:%B}. Ticket T-00812.",
    "refund to {iban:%I} please, write to {email:%E} when it is done",
    "I live at {address:%A}, is that in your delivery area? Item 7741 in Navy, size 42.",
    "Somebody logged in from {ip:%N} on 12 May 2024 at 14:05. Is that you, BrightCart?",
    "Could you tell Mr. {name:%L} that parcel 00340434161094042557 is here? From: {email:%E}",
    "Where is my order 10093? I paid 1,249.50 on Friday. The Oslo sofa in Berlin Grey.",
)


def _filled(country: str, at: int) -> Iterator[tuple[str, tuple[Label, ...]]]:
    one, other, address = PEOPLE[country]
    number = phonenumbers.example_number(country)
    assert number is not None
    formats = phonenumbers.PhoneNumberFormat
    user = re.sub(r"[^a-z]", "", other.split()[-1].lower().encode("ascii", "ignore").decode())
    values = {
        "%0": one,
        "%1": other,
        "%L": one.split()[-1],
        "%A": address,
        "%P": phonenumbers.format_number(number, formats.INTERNATIONAL),
        "%C": CARDS[at % len(CARDS)],
        "%B": BIRTHS[at % len(BIRTHS)],
        "%N": ADDRESSES[at % len(ADDRESSES)],
        "%I": IBANS.get(country, IBANS["DE"]),
        "%E": f"{user}.{at}@post.example.net",
    }
    for template in TEMPLATES:
        yield labelled(re.sub("%[01LAPCBNIE]", lambda found: values[found[0]], template))
    if country in IDS:
        yield labelled(re.sub(r"\{", "{national_id:", IDS[country]))


def labelled(text: str) -> tuple[str, tuple[Label, ...]]:
    """`text` without its braces, and what stood in them."""
    labels: list[Label] = []
    plain = ""
    at = 0
    for found in re.finditer(r"\{(\w+):([^{}]*)\}", text):
        plain += text[at : found.start()]
        labels.append(Label(len(plain), len(plain) + len(found[2]), found[1]))
        plain += found[2]
        at = found.end()
    return plain + text[at:], tuple(labels)


def unseen() -> list[tuple[str, tuple[Label, ...]]]:
    """Every message with its labels."""
    return [row for at, country in enumerate(PEOPLE) for row in _filled(country, at)]

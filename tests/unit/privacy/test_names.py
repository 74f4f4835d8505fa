import pytest

from sandbox.privacy.detect import detect
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues

NOTHING_PERSONAL = (
    *("I'm Angry", "I am Sick", "I'm Ready to pay", "It's Broken", "I'm Done", "I am Owner"),
    *("This is Wrong", "This is Important", "This is Spam", "This is Ridiculous", "I'm Back"),
    *("This is Totally Wrong", "Dear Brightcart", "Hi Chatbot", "Dear Team", "name: Premium"),
    *("Ich bin Kunde seit Mai", "Soy Cliente desde mayo", "Je suis Client", "Customer: Premium"),
    *("I bought Dr. Martens boots", "a Dr. Oetker pizza", "a bottle of Jack Daniels"),
    *("Calvin Klein jeans", "calvin klein jeans", "a Ralph Lauren polo", "a Harry Potter book"),
    *("Track 5 Abbey Road album", "I need 2 Park Avenue perfumes", "contact: Flight number"),
)
PERSONAL = (
    ("I'm Mark", "Mark"),
    ("This is Grace", "Grace"),
    ("Ich bin Klaus Müller", "Klaus Müller"),
    ("Soy Juan", "Juan"),
    ("Je suis Marie", "Marie"),
    ("I'm Zyxwq Petrov", "Zyxwq Petrov"),
    ("I am Ana Zyxwq", "Ana Zyxwq"),
    ("This is Ginevra Qarchesini calling", "Ginevra Qarchesini"),
    ("my name is Premium", "Premium"),
    ("Customer name: Zyxwq", "Zyxwq"),
    ("My name is Calvin Klein", "Calvin Klein"),
    ("I'm Harry Potter", "Harry Potter"),
    ("Dear Dr. Martens", "Martens"),
    ("Regards,\nZyxwq", "Zyxwq"),
    ("I need it at 5 Abbey Road", "5 Abbey Road"),
    ("I need 12 Baker Street changed", "12 Baker Street"),
)


def values(text: str) -> list[str]:
    return [find.value for find in detect(text, KnownValues(), KeyShapes([], []))]


@pytest.mark.parametrize("text", NOTHING_PERSONAL)
def test_states_roles_brands_and_goods_are_nobody(text):
    assert values(text) == []


@pytest.mark.parametrize(("text", "value"), PERSONAL)
def test_people_are_still_found_beside_such_words(text, value):
    assert values(text) == [value]

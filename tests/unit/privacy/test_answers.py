from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.privacy.answers import Answers, LearnedValues
from sandbox.privacy.known import KnownValues

WORDS = (
    "I'm Anna Berg",
    "BERG",
    "anna",
    "Müller",
    "mrs. Muller",
    "call 555 010 4477",
    "5550104477",
)
NOTES = (
    "plain words",
    "Met Ines Falk.",
    "falk",
    "12 Baker Street",
    "baker",
    "my name is Zyxwq Ord",
)
LEFT = ("zyxwq", "Zyxwq", "order O-10042", "ord 3", "Dear Mr. Müller", "phone: 555-010-4477")
TEXTS = st.sampled_from((*WORDS, *NOTES, *LEFT))


def test_learning_a_name_drops_only_the_texts_that_may_hold_it():
    known = LearnedValues(KnownValues())
    answers = Answers(known)
    answers.renew()
    for text in ("met Anna there", "an order", "ANNABERG"):
        answers.put("", text, text)
    known.extend([("", "", "", "", "name", "Anna Berg")])
    assert answers.renew()
    kept = [answers.get("", text) for text in ("met Anna there", "an order", "ANNABERG")]
    assert kept == [None, "an order", None]


def test_learning_a_number_drops_every_text_with_a_digit():
    known = LearnedValues(KnownValues())
    answers = Answers(known)
    answers.renew()
    answers.put("", "20 25 55 01 99", "20 25 55 01 99")
    answers.put("", "none", "none")
    known.extend([("", "", "", "", "phone", "2025550199")])
    answers.renew()
    assert (answers.get("", "20 25 55 01 99"), answers.get("", "none")) == (None, "none")


def test_values_added_below_the_session_drop_everything():
    base = KnownValues()
    answers = Answers(LearnedValues(base))
    answers.renew()
    answers.put("", "none", "none")
    base.extend([("", "", "", "", "name", "Anna Berg")])
    assert answers.renew()
    assert answers.get("", "none") is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=5))
@example([["BERG"], ["I'm Anna Berg"], ["BERG"]])
@example([["Met Ines Falk.", "Zyxwq"], ["my name is Zyxwq Ord"], ["Zyxwq", "plain words"]])
def test_kept_answers_are_those_of_a_mask_that_forgets_all(shop, rounds):
    keeping, forgetting = shop.mask(), shop.mask()
    for turn, texts in enumerate(rounds, 1):
        forgetting._answers = Answers(forgetting.known)
        assert keeping.mask(texts, turn) == forgetting.mask(texts, turn)

"""Dates as people write them; never one that could be another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.tools.mends.dates import date_text

DAY = "2026-11-20"


@pytest.mark.parametrize(
    "written",
    ["20 Nov 2026", "20 November 2026", "Nov 20, 2026", "November 20th, 2026", "20. November 2026",
     "20th of November 2026", "Friday, 20 November 2026", "2026/11/20", "2026.11.20", "20261120",
     "20.11.2026", "11/20/2026", "20/11/2026", "20-Nov-2026", "2026-11-20T00:00:00Z",
     "2026-11-20 00:00", " 2026-11-20 "],
)  # fmt: skip
def test_one_date_has_one_iso_form(written: str):
    assert date_text(written) == DAY


@pytest.mark.parametrize(
    "written",
    ["03/04/2026", "04-03-2026", "20.11.26", "20 Nov", "Nov 2026", "tomorrow", "2026-02-30",
     "31.11.2026", "2026-11-20T09:30:00Z", "2026-11-20 or later", "20 Novembre 2026", "", "20",
     "1764547200", "20 Mar-Apr 2026"],
)  # fmt: skip
def test_what_may_be_another_date_is_refused(written: str):
    assert date_text(written) is None


def test_day_and_month_that_are_the_same_can_not_be_taken_for_each_other():
    assert date_text("05/05/2026") == "2026-05-05"


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_unambiguous_form_gives_its_own_date(day: date):
    forms = (f"{day:%d %B %Y}", f"{day:%b %d, %Y}", f"{day:%Y/%m/%d}", f"{day:%d.%m.%Y}")
    assert {date_text(form) for form in forms} == {day.isoformat()}
    slashes = date_text(f"{day:%m/%d/%Y}")
    assert slashes == (day.isoformat() if day.day > 12 or day.day == day.month else None)


@given(st.text(max_size=30))
def test_no_text_is_too_odd(written: str):
    found = date_text(written)
    assert found is None or date.fromisoformat(found)

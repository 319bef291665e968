from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from standards.models import Calendar, CalendarException
from standards.selectors.months import picture_calendars

pytestmark = pytest.mark.django_db


@pytest.fixture
def business(desk):
    return Calendar.objects.get(purpose="business")


@pytest.fixture
def reader(client, cast, monkeypatch):
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    )
    client.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def kinds(first: date, *, purpose: str = "business") -> dict[date, str]:
    picture = next(
        one
        for one in picture_calendars(first=first, months=1)
        if one.calendar.purpose == purpose
    )
    return {
        day.day: day.kind
        for week in picture.months[0].weeks
        for day in week
        if day is not None
    }


def test_spring_festival_is_off_and_paid_for_by_make_up_days(business):
    february = kinds(date(2026, 2, 1))
    assert len(february) == 28
    assert february[date(2026, 2, 17)] == "holiday"
    assert february[date(2026, 2, 14)] == "make_up"  # a Saturday
    assert february[date(2026, 2, 7)] == "off"
    assert february[date(2026, 2, 10)] == "work"


def test_a_special_day_of_the_company_goes_first(business):
    CalendarException.objects.create(
        calendar=business, day=date(2026, 3, 4), periods=[], note_zh="公司活动"
    )
    CalendarException.objects.create(
        calendar=business, day=date(2026, 3, 7), periods=[["09:00", "12:00"]]
    )
    march = kinds(date(2026, 3, 1))
    assert march[date(2026, 3, 4)] == "holiday"
    assert march[date(2026, 3, 7)] == "special"


def test_calling_hours_know_no_holidays(desk):
    assert set(kinds(date(2026, 2, 1), purpose="calling").values()) == {"work"}


def test_holidays_are_named_in_the_readers_language(business):
    def notes() -> set[str]:
        picture = picture_calendars(first=date(2026, 2, 1), months=1)[0]
        return {day.note for day in picture.months[0].notes}

    with translation.override("zh-hans"):
        assert "春节" in notes()
    with translation.override("en"):
        assert any("Spring Festival" in note for note in notes())


def test_the_page_shows_this_month_and_the_next(reader, business):
    page = reader.get(reverse("handbook_calendar"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "March 2026" in text
    assert "April 2026" in text
    assert 'aria-current="date"' in text
    assert "09:00–12:00" in text
    assert "are not known yet" not in text
    assert "style=" not in text


def test_it_warns_of_a_year_whose_make_up_days_are_unknown(reader, business):
    page = reader.get(reverse("handbook_calendar"), {"month": "2031-12"})
    text = page.content.decode()
    assert "The make-up working days of 2031 are not known yet" in text
    assert "The make-up working days of 2032 are not known yet" in text


def test_nonsense_is_the_month_of_today(reader, business):
    for month in ("x", "2026-13", "0001-01", "9999-12", "2026-3"):
        page = reader.get(reverse("handbook_calendar"), {"month": month})
        assert page.context["first"] == date(2026, 3, 1)


def test_without_a_calendar_it_says_so(reader, business):
    Calendar.objects.all().delete()
    page = reader.get(reverse("handbook_calendar"))
    assert b"No calendar has been set up yet" in page.content

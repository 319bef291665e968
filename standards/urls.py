"""Addresses of the handbook."""

from django.urls import path

from standards.views import calendar, handbook

urlpatterns = [
    path("", handbook.handbook, name="handbook"),
    path("calendar/", calendar.calendar, name="handbook_calendar"),
]

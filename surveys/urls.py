"""Addresses of surveys, follow-up calls and recoveries."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

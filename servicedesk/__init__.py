"""The roof of the house: settings, addresses, schedule and boards."""

from servicedesk.celery import app as celery_app

__all__ = ["celery_app"]

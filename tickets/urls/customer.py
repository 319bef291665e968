"""Addresses of the customer's pages."""

from django.urls import URLPattern, URLResolver, include, path

from tickets.views.customer.find import request_find
from tickets.views.customer.home import home
from tickets.views.customer.moves import (
    request_cancel,
    request_chase,
    request_message,
    request_reopen,
    request_solved,
)
from tickets.views.customer.request import request_new, request_sent
from tickets.views.customer.tracking import request_file, request_live, request_track

_one_request: list[URLPattern | URLResolver] = [
    path("", request_track, name="request_track"),
    path("live/", request_live, name="request_live"),
    path("message/", request_message, name="request_message"),
    path("solved/", request_solved, name="request_solved"),
    path("chase/", request_chase, name="request_chase"),
    path("cancel/", request_cancel, name="request_cancel"),
    path("reopen/", request_reopen, name="request_reopen"),
    path("files/<uuid:uid>/", request_file, name="request_file"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("requests/new/", request_new, name="request_new"),
    path("requests/sent/<str:token>/", request_sent, name="request_sent"),
    path("requests/find/", request_find, name="request_find"),
    path("requests/t/<str:token>/", include(_one_request)),
]

"""Addresses of one ticket's page; all stand below the ticket's number."""

from django.urls import URLPattern, path

from tickets.views.desk import moves, moves_stage, moves_write, ticket

urlpatterns: list[URLPattern] = [
    path("", ticket.show_ticket, name="ticket"),
    path("follow-up/", ticket.show_follow_up, name="ticket_follow_up"),
    path("detail/", ticket.switch_detail, name="ticket_detail"),
    path("write/", moves_write.write, name="ticket_write"),
    path("stage/", moves_stage.record_stage, name="ticket_stage"),
    path("skip/<str:code>/", moves_stage.skip, name="ticket_skip"),
    path("<slug:slug>/", moves.make_move, name="ticket_move"),
]

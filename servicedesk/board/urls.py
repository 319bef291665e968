"""Addresses of the board."""

from django.urls import path

from servicedesk.board import views

urlpatterns = [
    path("", views.board, name="board"),
    path("tickets/", views.board_tickets, name="board_tickets"),
]

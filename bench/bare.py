"""The bare pages to compare with: signed in, one query, a plain template."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from tickets.models import Ticket

ROWS = """<table>{% for t in tickets %}<tr><td>{{ t.next_due_at|date:"Y-m-d H:i" }}
<td>{{ t.number }}<td>{{ t.subject }}<td>{{ t.contact_name }}<td>{{ t.stage }}
<td>{{ t.request_type.name_zh }}<td>{{ t.team.name_zh }}
<td>{{ t.opened_at|date:"Y-m-d H:i" }}</tr>{% endfor %}</table>"""
ENTRIES = """<h1>{{ t.subject }}</h1>{% for e in entries %}<p>
{{ e.happened_at|date:"Y-m-d H:i" }} {{ e.actor.display_name }}: {{ e.body }}
</p>{% endfor %}"""


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """List the 50 open tickets that are due first."""
    tickets = (
        Ticket.objects.open()
        .select_related("team", "request_type")
        .order_by("next_due_at", "id")[:50]
    )
    template = engines["django"].from_string(ROWS)
    return HttpResponse(template.render({"tickets": tickets}))


@login_required
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Show one ticket with its newest 50 entries."""
    found = Ticket.objects.select_related("customer").get(number=number)
    entries = found.entries.select_related("actor").order_by("-happened_at")[:50]
    template = engines["django"].from_string(ENTRIES)
    return HttpResponse(template.render({"t": found, "entries": entries}))


urlpatterns = [
    path("bare/queue/", queue),
    path("bare/tickets/<str:number>/", ticket),
    path("", include("servicedesk.urls")),
]

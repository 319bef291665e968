"""Addresses of the staff's pages."""

from django.urls import URLPattern, URLResolver, include, path

from tickets.views.desk import customers, files, new_ticket, notices, outbox, queue

urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.queue, name="queue"),
    path("rows/", queue.queue_rows, name="queue_rows"),
    path("filters/", queue.queue_filters, name="queue_filters"),
    path("people/", queue.queue_people, name="queue_people"),
    path("many/", queue.queue_many, name="queue_many"),
    path("tickets/new/", new_ticket.new_ticket, name="ticket_new"),
    path("tickets/<slug:number>/", include("tickets.urls.ticket")),
    path("customers/", customers.customer_list, name="customer_list"),
    path("customers/lookup/", customers.customer_lookup, name="customer_lookup"),
    path("customers/<slug:number>/", customers.customer, name="customer"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read_all"),
    path("notices/<int:pk>/read/", notices.read_one, name="notice_read"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/retry/", outbox.retry, name="outbox_retry"),
    path("files/<uuid:uid>/", files.attachment, name="attachment"),
]

"""The address book of the desk."""

from django.contrib import admin
from django.urls import include, path

from servicedesk.health import healthz, metrics, readyz

urlpatterns = [
    path("", include("tickets.urls.customer")),
    path("", include("surveys.urls")),
    path("desk/", include("tickets.urls.desk")),
    path("board/", include("servicedesk.board.urls")),
    path("handbook/", include("standards.urls")),
    path("accounts/", include("accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]

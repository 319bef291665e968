"""Addresses of surveys, follow-up calls and recoveries."""

from django.urls import URLPattern, URLResolver, path

from surveys.views import recoveries, revisits, survey

urlpatterns: list[URLPattern | URLResolver] = [
    path("surveys/<str:token>/", survey.show_survey, name="survey"),
    path("desk/revisits/", revisits.show_revisits, name="revisit_list"),
    path("desk/revisits/<int:pk>/", revisits.show_revisit, name="revisit"),
    path("desk/recoveries/", recoveries.show_recoveries, name="recovery_list"),
    path("desk/recoveries/<int:pk>/", recoveries.show_recovery, name="recovery"),
    path(
        "desk/recoveries/<int:pk>/contact/",
        recoveries.contact,
        name="recovery_contact",
    ),
    path("desk/recoveries/<int:pk>/close/", recoveries.close, name="recovery_close"),
]

"""Addresses under /accounts/."""

from django.contrib.auth import views as auth_views
from django.urls import path

from accounts.views import invitations, people, profile, sign_in, teams

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path(
        "password_change/",
        auth_views.PasswordChangeView.as_view(),
        name="password_change",
    ),
    path(
        "password_change/done/",
        auth_views.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("password_reset/", sign_in.ForgottenPassword.as_view(), name="password_reset"),
    path(
        "password_reset/done/",
        auth_views.PasswordResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "reset/<uidb64>/<token>/",
        auth_views.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "reset/done/",
        auth_views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path("profile/", profile.edit_profile, name="profile"),
    path("people/", people.show_people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/<int:pk>/", people.edit_person, name="person_edit"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="person_reactivate"),
    path(
        "people/invitations/<int:pk>/revoke/",
        invitations.revoke,
        name="invitation_revoke",
    ),
    path("invitations/<str:secret>/", invitations.accept, name="invitation_accept"),
    path("teams/", teams.show_teams, name="team_list"),
    path("teams/new/", teams.new_team, name="team_new"),
    path("teams/<int:pk>/", teams.edit_team, name="team_edit"),
]

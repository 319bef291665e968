"""The customer's page: five stars and a remark, once."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys.actions.give_score import give_score
from surveys.choices import ScoreSource
from surveys.errors import AlreadyAnswered
from surveys.forms import SurveyForm
from surveys.models import Invitation, Score
from surveys.policies import invitation_from_token
from surveys.selectors import low_score_limit
from tickets.choices import Stage
from tickets.policies import tracking_path


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_survey(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a score; only a button sends it, never the opening of a link."""
    now = timezone.now()
    invitation = invitation_from_token(token, now=now)
    with _language_of(request, invitation):
        if invitation.used_at is not None:
            return _thanks(request, invitation, again=request.method == "POST")
        if request.method == "POST":
            return _take(request, invitation, now)
        return _ask(request, invitation, SurveyForm())


def _take(request: HttpRequest, invitation: Invitation, now: datetime) -> HttpResponse:
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return _ask(request, invitation, form, status=422)
    try:
        give_score(
            invitation=invitation,
            stars=form.cleaned_data["stars"],
            remark=form.cleaned_data["remark"],
            now=now,
        )
    except AlreadyAnswered:
        return _thanks(request, invitation, again=True)
    except ValidationError:
        # The ticket was reopened or cancelled this moment: the link is dead.
        raise Http404 from None
    return redirect(request.path)


def _ask(
    request: HttpRequest, invitation: Invitation, form: SurveyForm, status: int = 200
) -> HttpResponse:
    values = {"form": form, "ticket": invitation.ticket}
    return render(request, "surveys/survey.html", values, status=status)


def _thanks(
    request: HttpRequest, invitation: Invitation, *, again: bool
) -> HttpResponse:
    ticket = invitation.ticket
    score = Score.objects.filter(
        ticket=ticket, cycle=invitation.cycle, source=ScoreSource.LINK
    ).first()
    limit = low_score_limit(ticket)
    values = {
        "ticket": ticket,
        "score": score,
        "again": again,
        "is_low": score and limit and score.stars <= limit,
        "tracking_path": tracking_path(ticket) if ticket.stage == Stage.CLOSE else "",
    }
    return render(request, "surveys/thanks.html", values)


def _language_of(
    request: HttpRequest, invitation: Invitation
) -> AbstractContextManager[None]:
    """Speak the customer's language, unless another was chosen on our pages."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return nullcontext()
    return translation.override(invitation.language)

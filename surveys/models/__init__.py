"""The tables of the follow-up."""

from surveys.models.recovery import Recovery
from surveys.models.revisit import Revisit, RevisitAttempt
from surveys.models.survey import Invitation, Score

__all__ = ["Invitation", "Recovery", "Revisit", "RevisitAttempt", "Score"]

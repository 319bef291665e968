"""Every read of the follow-up that joins or counts."""

from surveys.selectors.follow_ups import (
    FollowUp,
    Page,
    follow_up_of,
    latest_score,
    list_open_recoveries,
    list_open_revisits,
    survey_path,
)
from surveys.selectors.handbook import (
    allowed_attempts,
    is_reachable,
    low_score_limit,
    phone_of,
    recovery_rule,
    revisit_method,
    revisit_rule,
)

__all__ = [
    "FollowUp",
    "Page",
    "allowed_attempts",
    "follow_up_of",
    "is_reachable",
    "latest_score",
    "list_open_recoveries",
    "list_open_revisits",
    "low_score_limit",
    "phone_of",
    "recovery_rule",
    "revisit_method",
    "revisit_rule",
    "survey_path",
]

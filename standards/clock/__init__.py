"""Arithmetic on working time: plain Python, every moment is an argument."""

from standards.clock.arithmetic import (
    NoWorkingTime,
    add_working_time,
    move_back_into,
    move_forward_into,
    working_seconds_between,
)
from standards.clock.calendar import ALWAYS, EmptyCalendar, Period, WorkingCalendar
from standards.clock.pauses import Pause, counted_seconds, due_moment, warning_moment
from standards.clock.public_holidays import make_up_days_known

__all__ = [
    "ALWAYS",
    "EmptyCalendar",
    "NoWorkingTime",
    "Pause",
    "Period",
    "WorkingCalendar",
    "add_working_time",
    "counted_seconds",
    "due_moment",
    "make_up_days_known",
    "move_back_into",
    "move_forward_into",
    "warning_moment",
    "working_seconds_between",
]

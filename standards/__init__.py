"""The handbook, calendars and the clock."""

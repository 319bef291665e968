"""Doors for what comes in and goes out besides the pages."""

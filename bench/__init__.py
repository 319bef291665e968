"""Measures the desk against a bare Django page of the same run."""

"""Faults: two sweepers, killed workers, downtime, on a real PostgreSQL."""

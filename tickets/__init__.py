"""The desk itself."""

"""The figures of the board, read from the tables.

Each word here is a set of rows: the board counts it, and the list behind the
number shows it, so the two cannot differ.
"""

"""Maps the desk's addresses."""

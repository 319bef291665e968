"""The parts of the board's page: figures with the way to their tickets."""

"""History played through the desk's own actions, with its own times."""

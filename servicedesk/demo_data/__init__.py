"""The demo's stories, and what happens in them."""

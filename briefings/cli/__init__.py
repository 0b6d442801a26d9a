"""The commands: each is its options and a few calls."""

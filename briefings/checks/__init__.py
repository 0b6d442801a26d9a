"""The rules an edition is held to before it is printed."""

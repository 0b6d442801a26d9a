"""The desk's folder: what is found, read and written there."""

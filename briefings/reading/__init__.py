"""Text to values: what a desk has written, as frozen values and diagnostics."""

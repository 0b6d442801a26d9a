"""CUR: sources young enough for what is said on them, and dates in an order that can be."""

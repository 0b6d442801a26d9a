"""SRC: sources that are kept, are what their records say, and are graded."""

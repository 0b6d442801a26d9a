"""From a desk, some briefs and a date to files."""

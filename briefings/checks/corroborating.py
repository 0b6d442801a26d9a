"""COR: how many independent origins stand behind a claim, and whether they agree."""

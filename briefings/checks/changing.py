"""CHG: what differs from the last published edition, and whether it says why."""

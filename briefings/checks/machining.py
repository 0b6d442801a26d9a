"""AIX: what machines leave behind in notes and sources."""

"""The tests: what the program promises, held against the real Pandoc, WeasyPrint and file system."""

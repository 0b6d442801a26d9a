"""The edge that prints: citations through Pandoc's citeproc, PDF through WeasyPrint."""

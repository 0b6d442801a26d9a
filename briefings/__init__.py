"""Dated, cited policy briefs in PDF and HTML, built from a desk's topic notes."""

__version__ = "0.1.0"

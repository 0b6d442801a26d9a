"""The edge that makes text of what was captured: HTML, PDF, Markdown and plain text."""

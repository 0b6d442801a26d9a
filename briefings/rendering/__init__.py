"""An Edition, its formatted citations and a template to a Sheet."""

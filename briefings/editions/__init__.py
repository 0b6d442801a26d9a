"""A brief fixed at a date: which notes it holds, in which order, with which citations."""

"""QUO: quotations that the kept sources have, word for word, from the mouth they are given to."""

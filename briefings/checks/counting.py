"""FIG and NAM: figures, dates and names that the kept sources have, at the precision the claim gives."""

"""Floor 2: what a claim says, looked for in the kept sources. Pure: texts and values in, values out."""

"""Words that say the opposite of each other, and words by which a text owns that its sources differ."""

from __future__ import annotations

import re

_DIFFER = re.compile(
    r"\b(?:disput(?:e|es|ed|ing)|contested|contradict(?:s|ed|ory)?|sources (?:differ|disagree|conflict|vary)"
    r"|accounts (?:differ|disagree|conflict|vary)|(?:reports|figures|estimates|counts) (?:differ|disagree|conflict|vary)"
    r"|conflicting|at odds|inconsistent|disagree(?:s|d)?|denies|denied|while [^.;]{1,80}\b(?:says?|said|puts?|gives?"
    r"|reports?|reported|claims?|claimed|finds?|found|has|holds?)|whereas|by contrast|other sources|another source"
    r"|elsewhere|which fits neither|does not (?:fit|agree|match)|do not (?:fit|agree|match))\b",
    re.IGNORECASE,
)


def marks_contest(text: str) -> bool:
    """Whether a text itself says that its sources differ."""
    return _DIFFER.search(text) is not None

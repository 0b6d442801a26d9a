"""What chatbots leave in texts, looked for by cues."""

from __future__ import annotations

from briefings.checks.machining import _RESIDUE


def test_every_cue_holds_the_letters_it_is_looked_for_behind() -> None:
    """Else a text could have the cue, and it would never be looked for."""
    pairs = [(shared, cue) for one in _RESIDUE for shared, cues in one.cues for cue in cues]
    assert [(shared, cue) for shared, cue in pairs if shared not in cue] == []
    assert ("unable", "I'm unable") in pairs
    assert ("utm_source=", "utm_source=") in pairs

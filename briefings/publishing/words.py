"""The fixed words of the site that are no sentence of a template."""

from __future__ import annotations

CHANGES = {
    "title-reworded": "Title changed",
    "series-reworded": "Series changed",
    "bottom-line-reworded": "Bottom line reworded",
    "judgement-new": "New judgement",
    "judgement-raised": "Judgement raised",
    "judgement-lowered": "Judgement lowered",
    "judgement-reworded": "Judgement reworded",
    "judgement-horizon": "Horizon moved",
    "judgement-withdrawn": "Judgement withdrawn",
    "judgement-dropped": "Judgement no longer carried",
    "confidence-raised": "Confidence raised",
    "confidence-lowered": "Confidence lowered",
    "figure-new": "New figure",
    "figure-changed": "Figure changed",
    "figure-dropped": "Figure no longer printed",
    "claim-new": "New claim",
    "claim-reworded": "Claim reworded",
    "claim-withdrawn": "Claim withdrawn",
    "claim-dropped": "Claim no longer made",
    "claim-corroborated": "Claim now corroborated",
    "claim-uncorroborated": "Claim no longer corroborated",
    "claim-contested": "Claim now contested",
    "source-new": "New source",
    "source-superseded": "Source superseded",
    "source-regraded": "Source graded anew",
    "source-dropped": "Source no longer cited",
}
"""What became of a thing, by the kind of change."""

GROUPS = {
    "title": "Title and bottom line",
    "series": "Title and bottom line",
    "bottom": "Title and bottom line",
    "judgement": "Judgements",
    "figure": "Figures",
    "claim": "Claims",
    "source": "Sources",
}
"""The heading under which the changes of a thing are told."""

KINDS = {"judgement": "Judgement", "claim": "Claim", "edition": "Edition", "source": "Source"}
"""What a search can find."""

STANDINGS = {
    "corroborated": "several origins",
    "single-source": "one origin",
    "contested": "contested",
    "unsupported": "no source that bears it out",
}
"""On how much a claim rests."""

"""A desk read, with its kept sources, and its claims verified: all that is done before there is an edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from briefings.building.snapshots import read_snapshots
from briefings.building.verifying import verified
from briefings.checks.rules import Material
from briefings.desk.files import Desk, read_content
from briefings.desk.listing import SETTINGS
from briefings.desk.store import STORE
from briefings.reading.dossier import parse_dossier


def read_material(desk: Desk, meanwhile: Callable[[], object] = lambda: None) -> Material:
    """Read the desk and its kept sources, and verify its claims. No edition is made yet.

    `meanwhile` is done while a second process verifies its part, where there is one.
    """
    files, others, refused = read_content(desk.root)
    dossier = parse_dossier(desk.settings, files, others)
    texts = {**dossier.texts, SETTINGS: desk.text}
    dossier = replace(dossier, texts=texts, diagnostics=(*dossier.diagnostics, *refused))
    snapshots = read_snapshots(desk.root, desk.settings, dossier, desk.root / STORE)
    return Material(dossier, (), verified(dossier, snapshots, meanwhile))

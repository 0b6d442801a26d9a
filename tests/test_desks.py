"""Desks written as text: the digest of a snapshot is put into the record that asks for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.desks import read_dossier, write_desk

SOURCE = """=== content/sources/smith-2025.yaml
type: report
title: Forces in Korea
provenance:
  kind: analysis
  originator: Ann Smith
  reliability: B
  basis: A named analyst with a public record.
  descriptor: A signed paper of two pages.
  snapshot: {file: smith-2025.txt, sha256: (of the file), captured: 2026-01-20}
"""
SNAPSHOT = "=== snapshots/smith-2025.txt\nTroops stay — all of them.\n"
DIGEST = hashlib.sha256("Troops stay — all of them.\n".encode()).hexdigest()


@pytest.mark.parametrize("desk", [SOURCE + SNAPSHOT, SNAPSHOT + SOURCE])
def test_a_record_gets_the_digest_of_the_snapshot_it_names(tmp_path: Path, desk: str) -> None:
    """The digest is that of the bytes as written, whichever of the two files comes first."""
    write_desk(tmp_path, desk)
    kept = (tmp_path / "snapshots/smith-2025.txt").read_bytes()
    assert hashlib.sha256(kept).hexdigest() == DIGEST
    assert f"sha256: {DIGEST}," in (tmp_path / "content/sources/smith-2025.yaml").read_text()
    snapshot = read_dossier(desk).sources["smith-2025"].record.provenance.snapshot
    assert snapshot is not None
    assert snapshot.sha256 == DIGEST


def test_a_digest_of_no_file_is_refused() -> None:
    """A case that names a snapshot it does not have would be about something else than its writer thinks."""
    with pytest.raises(ValueError, match=r"there is no snapshots/smith-2025\.txt in the desk"):
        read_dossier(SOURCE)

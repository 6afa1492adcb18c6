"""What a table holds when it leaves as a file: nothing that a spreadsheet would run."""

from __future__ import annotations

import pytest

from kept.web.shared.tablefile import harmless


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 1632", "'+44 1632"),
        ("-x", "'-x"),
        ("@cmd", "'@cmd"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("plain = words", "plain = words"),
        ("a\x00b", "ab"),
        ("\x00=1", "'=1"),
        (-3, "-3"),
        (0.5, "0.5"),
        (None, ""),
        ("محمد", "محمد"),
    ],
)
def test_a_cell_is_text(cell: object, written: str) -> None:
    assert harmless(cell) == written

"""What was loaded comes out again as it went in, whatever is in its files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.commands.exporting import write
from kept.rulebook import files_of, load_folder, policies_folder

HARBOUR = Path(__file__).parents[1] / "sixth" / "harbour"
FIVE = [policies_folder() / each for each in ("karin", "redland", "wessex", "moray", "magna")]
NAMES = st.sampled_from(
    ["association.yaml", "events.yaml", "letters.yaml", "clauses/01.yaml", "clauses/b c.yaml"]
)
# A mark of the byte order at the very beginning is none of the text.
TEXTS = st.text(max_size=60).filter(lambda text: not text.startswith("\ufeff"))


@pytest.mark.parametrize("folder", [*FIVE, HARBOUR], ids=lambda folder: folder.name)
def test_a_policy_written_out_is_in_order_and_is_the_same_version(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = files_of(folder, shared=policies_folder())
    version = load_folder(folder, shared=policies_folder()).version
    out = tmp_path / "out" / folder.name
    for _ in range(2):
        assert write(version, files, out, replace=False) == 0
    assert files_of(out) == files
    assert load_folder(out).version == version
    assert capsys.readouterr().err == ""


@given(files=st.dictionaries(NAMES, TEXTS, min_size=1))
def test_every_character_and_every_end_of_a_line_comes_out_again(files: dict[str, str]) -> None:
    home = Path(tempfile.mkdtemp())
    try:
        assert write("0" * 64, files, home / "out", replace=False, with_shared=True) == 0
        found = files_of(home / "out", shared=home)
        assert found == files
    finally:
        shutil.rmtree(home)

"""For which reasons may a promise not have been kept? The shared list, and what an association adds."""

from __future__ import annotations

from pathlib import Path

from kept.rulebook import load_folder, policies_folder
from kept.rulebook.reasons import reasons_of
from tests.unit.rulebook.folders import gallery, write


def test_the_shared_list_serves_every_association() -> None:
    every = {
        each.name: reasons_of(load_folder(each))
        for each in policies_folder().iterdir()
        if (each / "association.yaml").exists()
    }
    assert len(every) == 5
    for found in every.values():
        assert found["our_mistake"] == "Our mistake"
        assert list(found)[-1] == "other"


def test_an_association_adds_its_own_before_what_is_none_of_them(tmp_path: Path) -> None:
    files = dict(gallery("reason_twice").files)
    own = files["association.yaml"]
    assert own is not None
    files["association.yaml"] = own.replace(b"our_mistake: Ours", b"lift_parts: Parts for a lift")
    found = reasons_of(load_folder(write(tmp_path, files)))
    assert list(found.items()) == [
        ("our_mistake", "Our mistake"),
        ("lift_parts", "Parts for a lift"),
        ("other", "Something else"),
    ]


def test_where_no_event_takes_a_reason_there_is_none(tmp_path: Path) -> None:
    assert reasons_of(load_folder(write(tmp_path, {}))) == {}

"""What an association publishes, read from the shared file and its own."""

from __future__ import annotations

import json
from pathlib import Path

from kept.rulebook import compiled, from_compiled, load_folder
from kept.rulebook import publications as room
from kept.workclock.spans import Years
from tests.unit.rulebook.folders import write

SHARED = b"""
- {name: work, sort: areas, label: Our work, says: x, areas: {repairs: Repairs}}
- name: house-style
  sort: standard
  label: Style
  says: x
  of: [leaflet]
  panel: yes
  must: {plain: {asks: 'Plain?'}, number: {asks: 'Not this one'}}
- {name: pages, sort: standard, label: Pages, says: x, of: [page], must: {links: {asks: 'Links?'}}}
- name: repairs
  sort: leaflet
  label: Repairs
  says: How to report one.
  owner: manager
  review: 1 year
  about: [repairs]
  must: {number: {asks: 'The number?', fill: numbers, owner: manager, law: yes, consent: yes, help: Look}}
- {name: bare, sort: form, label: A form, says: x, owner: manager}
- name: magazine
  sort: newsletter
  label: Magazine
  says: x
  owner: manager
  forms: [audio]
  holds: {publication: repairs, from_month: 9, to_month: 10}
"""


def test_what_is_published_with_what_its_editions_must_hold(tmp_path: Path) -> None:
    rulebook = load_folder(write(tmp_path, {"shared/publications.yaml": SHARED}))
    repairs = room.publication_named(rulebook, "repairs")
    bare = room.publication_named(rulebook, "bare")
    magazine = room.publication_named(rulebook, "magazine")
    assert repairs is not None
    assert bare is not None
    assert magazine is not None
    assert room.publication_named(rulebook, "work") is None
    assert [each.asks for each in room.items_of(rulebook, repairs)] == ["The number?", "Plain?"]
    assert room.items_of(rulebook, bare) == ()
    assert (room.panel_of(rulebook, repairs), room.panel_of(rulebook, bare)) == (True, False)
    assert [each.name for each in room.page_checks(rulebook)] == ["links"]
    assert room.areas_of(rulebook) == (("repairs", "Repairs"),)
    assert (repairs.review, bare.review, bare.forms, bare.languages) == (
        Years(1),
        None,
        ("print", "pdf"),
        ("en",),
    )
    assert (magazine.holds, magazine.months) == ("repairs", (9, 10))
    assert repairs.parts == ("number", "review", "languages")
    assert magazine.parts == ("holds", "languages", "audio")
    assert from_compiled(json.loads(json.dumps(compiled(rulebook)))) == rulebook

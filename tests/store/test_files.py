"""Do files lie on disk under what is in them, each association's apart, and no name lead anywhere?"""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kept.casework import Refused
from kept.casework.kept_files import LARGEST
from kept.store import files, tenancy
from kept.store.models import StoredFile
from tests.store.making import landlord
from tests.unit.casework.small import t

NOW = t("Wednesday 2026-04-08 10:00")
JPEG = b"\xff\xd8\xff\xe0 a wet floor"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"


def kept(here, words: bytes = JPEG, name: str = "floor.jpg") -> files.File:
    done = files.keep(here, io.BytesIO(words), name, "ann", NOW)
    assert isinstance(done, files.File), done
    return done


def test_what_is_kept_comes_back_byte_by_byte_and_twice_is_once(folder: Path) -> None:
    red = landlord("red")
    with tenancy.association(red):
        first = kept(red)
        second = kept(red, name="again.jpg")
        assert first == second
        assert (first.type, first.size, first.name) == ("image/jpeg", len(JPEG), "floor.jpg")
        with files.open(red, first.sha256) as stream:
            assert stream.read() == JPEG
        assert StoredFile.objects.count() == 1
    assert [each.name for each in folder.rglob("*") if each.is_file()] == [first.sha256]
    assert (folder / "red" / first.sha256[:2]).stat().st_mode & 0o077 == 0


def test_another_association_has_no_way_to_it(folder: Path) -> None:
    red, blue = landlord("red"), landlord("blue")
    with tenancy.association(red):
        mine = kept(red)
    with tenancy.association(blue):
        assert files.find(blue, mine.sha256) is None
        with pytest.raises(FileNotFoundError):
            files.open(blue, mine.sha256)
        kept(blue)
    with tenancy.association(red):
        assert files.erase(red, mine.sha256, at=NOW)
    with tenancy.association(blue), files.open(blue, mine.sha256) as stream:
        assert stream.read() == JPEG


@pytest.mark.parametrize("words", [b"", b"<html>", b"\xff\xd8\xff" + b"x" * LARGEST])
def test_what_cannot_be_kept_leaves_nothing_behind(folder: Path, words: bytes) -> None:
    red = landlord("red")
    with tenancy.association(red):
        done = files.keep(red, io.BytesIO(words), "x.jpg", "ann", NOW)
        assert isinstance(done, Refused)
        assert done.field == "file"
        assert not StoredFile.objects.exists()
    assert [each for each in folder.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize("name", ["../../secrets.json", "", "AB" * 32, "ab" * 31])
def test_only_a_digest_names_a_file(name: str) -> None:
    red = landlord("red")
    with tenancy.association(red), pytest.raises(FileNotFoundError):
        files.open(red, name)
    with pytest.raises(FileNotFoundError):
        files.shelf().open("red", name)


def test_one_that_was_erased_is_gone_and_may_be_brought_again(folder: Path) -> None:
    red = landlord("red")
    with tenancy.association(red):
        mine = kept(red)
        assert files.erase(red, mine.sha256, at=NOW)
        assert not files.erase(red, mine.sha256, at=NOW)
        assert files.find(red, mine.sha256) is None
        assert StoredFile.objects.get().name == ""
        assert kept(red, name="new.jpg").name == "new.jpg"
        with files.open(red, mine.sha256) as stream:
            assert stream.read() == JPEG

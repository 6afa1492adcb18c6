"""What lies in the files of a bundle: the PDF that people read, and the one that machines do?

    with Making(karin, gathering, now).made() as made:
        made.keep(karin, "pdf", now)        # it is on the shelf
        made.counts                         # {"pieces": 41, "withheld": 3, "redacted": 2, "pages": 60}

Pieces are read a few hundred at a time, each few in a transaction of their own, and written to disk as they
come. What stays back is in neither file; words that were taken out are in neither either.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kept.casework import Refused
from kept.casework.bundling import HOW, PDF, PERSON, PURPOSES, Piece
from kept.casework.kept_files import safe_name
from kept.casework.redacting import GOES_OUT, REDACTED, RELEASED, black_out, left_out
from kept.printing.bundle import Front, bundle
from kept.store import bundles, files, tenancy
from kept.store.everything_map import PLACES
from kept.store.models import Association, BundleItem, Gathering

AT_ONCE = 300
LARGEST = 2 * 1024 * 1024 * 1024
A_PDF, A_ZIP = "application/pdf", "application/zip"
NOTE_ON_RIGHTS = (
    "If something in it is wrong, you can ask us to put it right or to remove it. If you are not content with"
    " how we dealt with your request, tell us; you can complain under our complaints procedure, and to the"
    " Information Commissioner: telephone 0303 123 1113, ico.org.uk. It cost you nothing."
)
FILE_FOLLOWS = "The file itself lies at the end of this bundle."
FILE_APART = "The file itself lies in the folder of files that goes with this bundle."
TEXT_ALONE = "Words were taken out of this copy; it is given as plain text."
# What a table of numbers would take for something to be worked out.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Files:
    """What was made, in a folder that goes when it has been kept."""

    folder: Path
    name: str
    by: str
    counts: Mapping[str, int]
    pages: int

    def keep(self, here: Association, what: str, at: datetime) -> files.File:
        """Put it on the shelf; it belongs to its gathering and to no contact."""
        path, type_ = (
            (self.folder / "bundle.pdf", A_PDF) if what == PDF else (self.folder / "data.zip", A_ZIP)
        )
        name = f"{self.name}.pdf" if what == PDF else f"{self.name}.zip"
        with path.open("rb") as stream:
            kept = files.keep_sent(here, stream, name, self.by, at, most=LARGEST, type_=type_)
        if isinstance(kept, Refused):
            raise ValueError(kept.sentence)
        return kept


class Making:
    """One bundle while it is made."""

    def __init__(self, here: Association, row: Gathering, at: datetime) -> None:
        self._here, self._row, self._at = here, row, at
        self._zone = ZoneInfo(here.zone)

    @contextlib.contextmanager
    def made(self) -> Iterator[Files]:
        """Both files, in a folder of their own."""
        with tenancy.association(self._here):
            marks, withheld = bundles.counted(self._row), bundles.withheld(self._row)
        redacted = marks.get(REDACTED, 0)
        said = left_out(withheld, redacted)
        with tempfile.TemporaryDirectory(prefix="kept-bundle-") as folder:
            root = Path(folder)
            front = self._front(said, marks)
            made = bundle(root / "bundle.pdf", front, self._pieces(), self._attached)
            self._zip(root / "data.zip", said)
            counts = {
                "pieces": sum(marks.get(each, 0) for each in GOES_OUT),
                "withheld": sum(withheld.values()),
                "redacted": redacted,
                "pages": made.pages,
            }
            yield Files(root, f"Bundle {self._row.ref}", self._row.made_by or "kept", counts, made.pages)

    def _front(self, said: tuple[str, ...], marks: Mapping[str, int]) -> Front:
        row, day = self._row, self._at.astimezone(self._zone)
        person = row.person.stands if row.person is not None else None
        whole = row.sort == PERSON
        title = "What we hold on you" if whole else f"Everything on our record of {row.thread.ref}"
        pieces = sum(marks.get(each, 0) for each in GOES_OUT)
        particulars = [
            ("From", self._here.name),
            ("For", person.name if person is not None else PURPOSES[row.purpose]),
            ("Our reference", row.thread.ref),
            ("Put together on", f"{day:%-d %B %Y}"),
            ("Pieces in it", f"{pieces:,}"),
        ]
        return Front(
            title=title,
            by=self._here.name,
            day=day.date(),
            particulars=tuple(particulars),
            left_out=said,
            notes=(NOTE_ON_RIGHTS,) if whole else (),
            foot=f"{self._here.name} · {row.thread.ref}",
        )

    def _items(self) -> Iterator[BundleItem]:
        last = 0
        while True:
            with tenancy.association(self._here):
                rows = BundleItem.objects.filter(gathering=self._row, number__gt=last, mark__in=GOES_OUT)
                taken = list(rows.select_related("file", "copy").order_by("number")[:AT_ONCE])
            if not taken:
                return
            yield from taken
            last = taken[-1].number

    def _pieces(self) -> Iterator[Piece]:
        for each in self._items():
            yield Piece(
                number=each.number,
                title=black_out(each.title, each.blacked),
                at=each.at.astimezone(self._zone) if each.at is not None else None,
                words="" if _goes_whole(each) else black_out(each.words, each.blacked),
                place=PLACES[each.place].says,
                note=_note_of(each),
                file=_file_of(each) if _is_pdf(each) else "",
            )

    def _attached(self, sha256: str) -> bytes | None:
        with tenancy.association(self._here):
            try:
                with files.open(self._here, sha256) as stream:
                    return stream.read()
            except FileNotFoundError:
                return None

    def _zip(self, target: Path, said: tuple[str, ...]) -> None:
        """The same for machines: JSON and a table, and the files that go out as they are."""
        folder = target.parent
        with (
            (folder / "everything.json").open("w", encoding="utf-8") as as_json,
            (folder / "everything.csv").open("w", encoding="utf-8-sig", newline="") as as_table,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
        ):
            self._write(as_json, as_table, packed, said)
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
            for name in ("everything.json", "everything.csv"):
                packed.write(folder / name, name)

    def _write(
        self, as_json: io.TextIOBase, as_table: io.TextIOBase, packed: zipfile.ZipFile, said: tuple[str, ...]
    ) -> None:
        table = csv.writer(as_table)
        table.writerow(("number", "when", "table", "what", "how it was found", "words", "file"))
        head = {
            "association": self._here.name,
            "reference": self._row.thread.ref,
            "made_at": self._at.isoformat(),
            "left_out": list(said),
        }
        as_json.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "pieces": [')
        for place, each in enumerate(self._items()):
            name = self._packed_file(each, packed)
            words, title = black_out(each.words, each.blacked), black_out(each.title, each.blacked)
            when = each.at.astimezone(self._zone).isoformat() if each.at is not None else None
            piece = {
                "number": each.number,
                "when": when,
                "table": each.place,
                "title": title,
                "words": words,
                "file": name or None,
            }
            as_json.write((",\n" if place else "\n") + json.dumps(piece, ensure_ascii=False))
            table.writerow(
                _safe(said)
                for said in (each.number, when or "", each.place, title, HOW[each.how], words, name)
            )
        as_json.write("\n]}\n")

    def _packed_file(self, each: BundleItem, packed: zipfile.ZipFile) -> str:
        sha256 = _file_of(each)
        data = self._attached(sha256) if sha256 else None
        row = each.copy or each.file
        if data is None or row is None:
            return ""
        name = f"files/{each.number:05d} {safe_name(row.name, row.type)}"
        packed.writestr(name, data)
        return name


def _file_of(each: BundleItem) -> str:
    """The digest of the file that goes out with it: as it is, or the copy without some words."""
    if each.mark == REDACTED:
        return each.copy.sha256 if each.copy is not None else ""
    return each.file.sha256 if each.file is not None else ""


def _is_pdf(each: BundleItem) -> bool:
    row = each.copy if each.mark == REDACTED else each.file
    return row is not None and row.type == A_PDF


def _goes_whole(each: BundleItem) -> bool:
    """A file that lies in the bundle is not given as text again, nor is one with a copy of its own."""
    return (each.mark == RELEASED and _is_pdf(each)) or (each.mark == REDACTED and each.copy is not None)


def _note_of(each: BundleItem) -> str:
    if each.file is None:
        return ""
    if _is_pdf(each):
        return FILE_FOLLOWS
    return FILE_APART if _file_of(each) else TEXT_ALONE


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value

"""Where do the rows go that could not be taken?

Into a file beside the import: the line, the reason, and the row as it was, so that it can be put right
there and brought in with the same mapping.

    line,reason,reference,received,…
    242,"“closed” (00:00 on Wednesday 27 December 2017) is before “received” …",1-866585451,…
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from kept.importing.files import FileFault, Row, Table

LINE, REASON, FIELD = "line", "reason", "field"


class Rejects:
    """The file of rejected rows. It is made at the first one, or at once when its name was asked for.

    `with_field` gives the field at fault a column of its own.
    """

    def __init__(
        self, path: Path, table: Table, *, source: Path, at_once: bool, with_field: bool = False
    ) -> None:
        if path.exists() and source.exists() and os.path.samefile(path, source):
            raise FileFault(f"{path} is the file that is being brought in. Give the rejects another name.")
        self.path, self.table, self.count = path, table, 0
        self.with_field = with_field
        self._stream: TextIO | None = None
        if at_once:
            self._open()

    def add(self, row: Row, reason: str, field: str = "") -> None:
        """Keep one row with the reason why it was not taken."""
        stream = self._stream or self._open()
        self.count += 1
        if self.table.json:
            stream.write(_object(row, reason, {FIELD: field} if self.with_field else {}) + "\n")
        else:
            self._writer.writerow([row.line, *([field] if self.with_field else []), reason, *row.values])

    def flush(self) -> None:
        """Make sure that what was added is in the file, whatever happens next."""
        if self._stream:
            self._stream.flush()

    def close(self) -> None:
        if self._stream:
            self._stream.close()

    def _open(self) -> TextIO:
        try:
            # The sentences need more characters than some encodings have; UTF-8 with its mark opens anywhere.
            # JSON lines are plain as they are, and their first line is to be an object like the others.
            mark = "utf-8" if self.table.json else "utf-8-sig"
            stream = self.path.open("w", encoding=mark, errors="backslashreplace", newline="")
        except OSError as problem:
            raise FileFault(
                f"{self.path} cannot be written: {problem.strerror}. Name another file with --rejects."
            ) from None
        self._stream = stream
        if not self.table.json:
            self._writer = csv.writer(stream, delimiter=self.table.delimiter, lineterminator="\n")
            named = [FIELD] if self.with_field else []
            self._writer.writerow([LINE, *named, REASON, *self.table.columns])
        return stream


def _object(row: Row, reason: str, more: Mapping[str, str]) -> str:
    """A rejected line of JSON: the object with line and reason, or the line's text where it was none."""
    try:
        found = json.loads(row.raw or "")
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return json.dumps({LINE: row.line, **more, REASON: reason, **found}, ensure_ascii=True)
    return json.dumps(
        {LINE: row.line, **more, REASON: reason, "text": (row.raw or "").rstrip("\r\n")}, ensure_ascii=True
    )

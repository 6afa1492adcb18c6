"""What may the check of a rulebook tell, as a person meets it?

    for name, text in message_pages(): …        # ("messages", "# Messages of the check\n…")

The messages come from the gallery of broken files, which the tests hold to the loader word for word. An
installed Kept has no gallery, and then there is no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kept.server.places import clone_folder

GALLERY = Path("tests") / "unit" / "rulebook" / "broken"
TITLE = "Messages of the check"
_MET = re.compile(r"^# says: (?P<file>[^:]+), line [0-9]+(?: \([^)]+\))?: (?P<said>.+)$", re.MULTILINE)
_FOUND = re.compile(r" (?=(?:Found|Allowed): )")
_HEAD = f"""# {TITLE}

What `kept policy check` and `kept policy load` may tell, by the file in which it is met. Before each stand
the file, the line and the clause. *Found* is what stands there, and differs, as do the names in *Allowed*.
Until the check finds a folder in order, nothing of it is taken into use, and nothing is lost.
"""


def message_pages() -> Iterator[tuple[str, str]]:
    """The page, where there is a gallery."""
    top = clone_folder()
    if top is not None and (top / GALLERY).is_dir():
        yield "messages", page(top / GALLERY)


def page(gallery: Path) -> str:
    """Every message of that gallery, each once, by file."""
    texts = [path.read_bytes().decode(errors="replace") for path in sorted(gallery.glob("*.yaml"))]
    by_file: dict[str, set[str]] = {}
    for text in texts:
        for met in _MET.finditer(text):
            by_file.setdefault(_place(met["file"]), set()).add(met["said"])
    parts = [f"## {file}\n\n" + "\n".join(map(_item, sorted(said))) for file, said in sorted(by_file.items())]
    return "\n\n".join([_HEAD, *parts])


def _place(file: str) -> str:
    """Where it is met: one name for all files of clauses."""
    return "clauses" if file.startswith("clauses/") else file.removeprefix("shared/")


def _item(said: str) -> str:
    """A message with what was found and what is allowed on lines of their own."""
    escaped = re.sub(r"([<>*_`])", r"\\\1", said)
    return "- " + "  \n  ".join(_FOUND.split(escaped))

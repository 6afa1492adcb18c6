"""What does an invitation say, in a few lines? The file itself goes along for whoever keeps a diary.

said_in("BEGIN:VCALENDAR…SUMMARY:Viewing…")     # "Invitation: Viewing\\nBegins: 9 April 2026, 10:00\\n…"
"""

from __future__ import annotations

import re
from datetime import date

from kept.casework.mime.words import line

_FIELDS = {"SUMMARY": "Invitation", "DTSTART": "Begins", "DTEND": "Ends", "LOCATION": "Where"}
_FOLDED = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?$")
_LOOKED_AT = 100_000


def said_in(text: str) -> str:
    """The first of each of the fields that people ask for."""
    found: dict[str, str] = {}
    for each in _FOLDED.sub("", text[:_LOOKED_AT]).splitlines():
        name, _, value = each.partition(":")
        field = name.split(";")[0].strip().upper()
        if field in _FIELDS and field not in found and value.strip():
            words = _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value.strip())
            found[field] = line(_moment(words) if field.startswith("DT") else words)
    return "\n".join(f"{label}: {found[field]}" for field, label in _FIELDS.items() if field in found)


def _moment(words: str) -> str:
    match = _MOMENT.match(words)
    if match is None:
        return words
    year, month, day, hour, minute, utc = match.groups()
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        return words
    clock = f", {hour}:{minute}" if hour else ""
    return f"{on.day} {on:%B %Y}{clock}{' UTC' if utc else ''}"

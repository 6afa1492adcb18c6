"""What does the program hold of e-mail itself, on its way in and out? See the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "rule:own-address": "E-mail to customers leaves from the association's address, never from a person's.",
}

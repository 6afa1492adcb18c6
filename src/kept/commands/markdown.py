"""How are words, lists and tables written in Markdown?

listed(["a", "b"])      # "a or b"
code(["letter.sent"])   # "`letter.sent`"
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?')) or not text else '.'}"


def cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def code(names: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in names) or "nothing"


def said(values: Sequence[object]) -> list[str]:
    return [{True: "yes", False: "no"}.get(each, str(each)) for each in values]  # type: ignore[call-overload]


def listed(names: Iterable[object]) -> str:
    every = [str(each) for each in names]
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} or {every[-1]}" if every else "nothing"


def day(day: object) -> str:
    return f"{day:%-d %B %Y}"

"""What does a letter say as an e-mail: in plain words, and in HTML that any program shows?

    text(document)      # "Dear Ms Bell,\n\nThank you for …"
    html(document)      # the same with headings and lists; every word of it escaped

A text message is its words and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kept.casework.letter_text import Document
from kept.rulebook.letter_words import HEADING, LIST, TABLE, Block
from kept.rulebook.letterheads import RIGHT_TO_LEFT
from kept.rulebook.letters import TEXT


def text(document: Document) -> str:
    """The letter in plain words, as e-mail programs wrap them."""
    if document.way == TEXT:
        return "\n".join(each.text for each in document.blocks)
    return "\n\n".join(part for part in _plain(document) if part) + "\n"


def html(document: Document) -> str:
    """The letter as a simple page of its own, without a script, picture or address outside it."""
    way = "rtl" if document.lang in RIGHT_TO_LEFT else "ltr"
    title = escape(document.title)
    body = "\n".join(part for part in _marked(document) if part)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.lang)}" dir="{way}">\n<head><meta charset="utf-8">'
        f"<title>{title}</title></head>\n"
        '<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 40em">\n'
        f"{body}\n</body>\n</html>\n"
    )


def ending(document: Document) -> tuple[str, ...]:
    """The lines under the greeting at the end: name, post, telephone, e-mail."""
    writer, wording = document.from_, document.wording
    return (
        writer.name,
        *filter(None, (writer.job, writer.team)),
        *(f"{wording.telephone}: {each}" for each in (writer.phone,) if each),
        *(f"{wording.email}: {each}" for each in (writer.email,) if each),
    )


def references(document: Document) -> tuple[str, ...]:
    """Our reference and theirs, each in a line, as far as there are any."""
    wording = document.wording
    both = ((wording.reference, document.reference), (wording.your_reference, document.your_reference))
    return tuple(f"{label}: {value}" for label, value in both if value)


def enclosures(document: Document) -> str:
    """What lies with the letter, in a line."""
    return f"{document.wording.enclosed}: {'; '.join(document.enclosed)}" if document.enclosed else ""


def _plain(document: Document) -> Iterator[str]:
    yield document.dear
    yield document.title
    for block in document.blocks:
        yield _plain_block(block)
    yield document.ask
    yield document.yours
    yield "\n".join(ending(document))
    yield enclosures(document)
    yield "\n".join((document.written_on, *references(document)))
    yield "\n".join((document.translation_line, *(said for _, said in document.offers)))


def _plain_block(block: Block) -> str:
    if block.sort == LIST:
        return "\n".join(f"- {each}" for each in block.items)
    if block.sort == TABLE:
        return "\n".join(f"{label}: {value}" for label, value in block.rows)
    return block.text.upper() if block.sort == HEADING and block.text.isascii() else block.text


def _marked(document: Document) -> Iterator[str]:
    if document.way == TEXT:
        yield from (_p(each.text) for each in document.blocks)
        return
    yield _p(document.dear)
    yield f'<h1 style="font-size: 1.25em">{escape(document.title)}</h1>'
    for block in document.blocks:
        yield _marked_block(block)
    yield _p(document.ask)
    yield _p(document.yours)
    yield _p("\n".join(ending(document)))
    yield _p(enclosures(document))
    yield _p("\n".join((document.written_on, *references(document))))
    yield "<hr>"
    yield _p(document.translation_line)
    for lang, said in document.offers:
        way = "rtl" if lang in RIGHT_TO_LEFT else "ltr"
        yield f'<p lang="{escape(lang)}" dir="{way}">{escape(said)}</p>'


def _marked_block(block: Block) -> str:
    match block.sort:
        case "heading":
            return f'<h2 style="font-size: 1.1em">{escape(block.text)}</h2>'
        case "list":
            return "<ul>" + "".join(f"<li>{_broken(each)}</li>" for each in block.items) + "</ul>"
        case "table":
            rows = "".join(f"<dt><b>{_broken(k)}</b></dt><dd>{_broken(v)}</dd>" for k, v in block.rows)
            return f"<dl>{rows}</dl>"
        case "date":
            return f"<p><strong>{_broken(block.text)}</strong></p>"
        case _:
            return _p(block.text)


def _p(words: str) -> str:
    return f"<p>{_broken(words)}</p>" if words else ""


def _broken(words: str) -> str:
    """Words with their line breaks, and nothing in them that HTML would read."""
    return escape(words).replace("\n", "<br>")

"""How is the HTML of an e-mail shown without letting it do anything?

    shown = safe('<a href="https://evil.example">https://bank.example</a><img src="https://spy.example/1">')
    shown.html      # '<a href="https://evil.example" rel="…">https://bank.example</a> <span …>[https://evil.…'
    shown.pictures  # 1: what was not fetched

1. Only tags that carry words are left, and of their attributes only those that change no more than words.
   Nothing runs, nothing is sent, nothing is fetched: no script, style, form, frame, drawing or address of a
   picture.
2. A link shows where it really leads, unless its words say so already. It opens without telling where from.
3. A picture is its description in brackets. Those that came along are among the attachments.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

from kept.casework.mime.words import tidy_line, tidy_text

# Longer than any person writes; cleaning takes time by its length.
LONGEST_HTML = 1_000_000
LONGEST_TARGET = 200
DEEPEST = 3000
_WORDS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
}
_TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_HEADINGS = {f"h{each}" for each in range(1, 7)}
_GONE = {
    "applet",
    "audio",
    "base",
    "button",
    "canvas",
    "datalist",
    "embed",
    "form",
    "frame",
    "frameset",
    "head",
    "iframe",
    "input",
    "math",
    "meter",
    "noembed",
    "noframes",
    "object",
    "option",
    "portal",
    "progress",
    "script",
    "select",
    "source",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
}
# A form is taken apart, and what its reader was to see of it stays.
_CONTENT_GONE = _GONE - {"form", "noframes", "button", "base", "input", "head"}
_CLEANER = nh3.Cleaner(
    tags=_WORDS | _TABLES | _HEADINGS | {"img"},
    clean_content_tags=_CONTENT_GONE,
    attributes={
        "*": {"dir", "lang"},
        "a": {"href"},
        "img": {"alt", "src"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
    url_relative="deny",
)
_ATTRIBUTES = r'((?:\s+[a-z]+="[^"]*")*)'
_PICTURE = re.compile(rf"<img{_ATTRIBUTES}\s*/?>")
_LINK = re.compile(rf"<a{_ATTRIBUTES}\s*>(.*?)</a>", re.DOTALL)
_OPENING = re.compile(rf"<(h[1-6]){_ATTRIBUTES}\s*>")
_CLOSING = re.compile(r"</h[1-6]>")
_TAG = re.compile(r"<[^>]*>")
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z]{1,20})")
_VOID = frozenset({"br", "hr", "img", "meta", "input", "link", "col", "area", "wbr", "p", "li"})
_NAMED = re.compile(r'\s([a-z]+)="([^"]*)"')
_LINKS = ("http", "https", "mailto", "tel")
_REL = ' rel="noopener noreferrer nofollow"'


@dataclass(frozen=True, slots=True)
class Shown:
    """What of it is shown, how many pictures lay elsewhere, and whether it was cut short."""

    html: str
    pictures: int = 0
    cut: bool = False


def safe(given: str) -> Shown:
    """The HTML without anything that could run, send or fetch."""
    cut, given = len(given) > LONGEST_HTML, given[:LONGEST_HTML].replace("\x00", "")
    if _deep(given):
        # Nobody writes so; taking it apart would take minutes. Its words are kept, its order is not.
        words = _TAG.sub(" ", given)
        return Shown(f"<pre>{entities.escape(entities.unescape(tidy_text(words)))}</pre>", 0, True)
    cleaned = _CLEANER.clean(given)
    elsewhere = 0

    def picture(match: re.Match[str]) -> str:
        nonlocal elsewhere
        known = dict(_NAMED.findall(match[1]))
        elsewhere += known.get("src", "").lower().startswith("http")
        alt = tidy_line(entities.unescape(known.get("alt", "")), longest=120)
        said = f"Picture: {entities.escape(alt)}" if alt else "Picture"
        return f'<span class="picture">[{said}]</span>'

    shown = _LINK.sub(_link, _PICTURE.sub(picture, cleaned))
    shown = _CLOSING.sub("</strong></p>", _OPENING.sub(r"<p\2><strong>", shown))
    return Shown(tidy_text(shown) if _says_anything(shown) else "", elsewhere, cut)


def _deep(given: str) -> bool:
    """Whether more is open at once than anybody writes."""
    depth = 0
    for match in _ANY_TAG.finditer(given):
        if match[2].lower() not in _VOID:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > DEEPEST:
                return True
    return False


def _link(match: re.Match[str]) -> str:
    """A link with its target behind it, where its words do not say the same."""
    known, words = dict(_NAMED.findall(match[1])), match[2]
    target = entities.unescape(known.get("href", "")).strip()
    if not _leads_somewhere(target):
        return words
    # Whatever a browser would read otherwise than we do is written out for both.
    written = entities.escape("".join(each for each in target if each.isprintable()))
    link = f'<a href="{written}"{_REL}>{words}</a>'
    told = _shortened(target)
    said = tidy_line(entities.unescape(_TAG.sub("", words)), longest=2 * LONGEST_TARGET)
    if said.rstrip("/").casefold() in (target.rstrip("/").casefold(), _bare(target).casefold()):
        return link
    return f'{link} <span class="link-target">[{entities.escape(told)}]</span>'


def _leads_somewhere(target: str) -> bool:
    return target.partition(":")[0].lower() in _LINKS


def _bare(target: str) -> str:
    scheme, _, rest = target.partition(":")
    return rest if scheme in ("mailto", "tel") else target


def _shortened(target: str) -> str:
    """Where it leads, in a line; the name of the machine is never what is left out."""
    return tidy_line(target, longest=LONGEST_TARGET)


def _says_anything(shown: str) -> bool:
    return bool(entities.unescape(_TAG.sub("", shown)).strip())


class _Words(HTMLParser):
    """The words of HTML that is safe already."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "tr", "li", "hr", "div", "dt", "dd", "caption"):
            self.found.append("\n")
        elif tag in ("p", "blockquote", "table", "ul", "ol", "pre"):
            self.found.append("\n\n")
        elif tag in ("td", "th"):
            self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "blockquote", "table", "ul", "ol", "pre"):
            self.found.append("\n\n")
        elif tag == "div":
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        self.found.append(re.sub(r"[ \t\r\n]+", " ", data))


def words_of(shown: str) -> str:
    """The same in plain words."""
    reader = _Words()
    reader.feed(shown)
    reader.close()
    lines = [each.strip() for each in "".join(reader.found).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", tidy_text("\n".join(lines)))

"""Is a printed letter one that everybody can read: tagged, titled, in order, every letter of it a letter?"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from pypdf._text_extraction import mult

from kept.casework.letter_text import Document, Unfilled
from kept.printing import fonts, pdf, unprintable
from kept.printing.pdf import NOTE
from tests.cast import rulebook
from tests.unit.printing.letters import letter, paper_of

HOUSES = ("karin", "redland", "wessex", "moray", "magna")


def read(document: Document, slug: str = "moray", size: int | None = None) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(document, paper_of(slug), size)))


def words_of(reader: PdfReader) -> str:
    """All of its text, with every space alike."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(node: Any) -> Iterator[Any]:
    """Every element of its structure, in the order in which it is read out."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from tags(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from tags(node.get("/K", []))


def fonts_of(page: PageObject) -> set[str]:
    return {
        str(each.get_object()["/BaseFont"]).split("+")[-1] for each in page["/Resources"]["/Font"].values()
    }


def sized(page: PageObject) -> list[tuple[str, float]]:
    """What stands on the page, with its size."""
    found: list[tuple[str, float]] = []

    def look(text: str, _: Any, matrix: list[float], __: Any, size: float) -> None:
        if text.strip():
            found.append((text, round(abs(size * matrix[0]), 1)))

    page.extract_text(visitor_text=look)
    return found


def letters_in(text: str) -> Counter[str]:
    return Counter(each for each in unicodedata.normalize("NFKC", text) if each.isalpha())


@pytest.mark.parametrize("slug", HOUSES)
def test_a_letter_of_every_house_is_pdf_ua(slug: str) -> None:
    document = letter(slug)
    reader = read(document, slug)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert reader.metadata.author == "Grace Mbeki"
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    for page in reader.pages:
        assert page["/StructParents"] is not None
        assert page["/Tabs"] == "/S"
    kinds = [str(each["/S"]) for each in tags(root["/StructTreeRoot"])]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 3
    assert kinds.index("/H1") < min(kinds.index("/L"), kinds.index("/H2"))
    (figure,) = [each for each in tags(root["/StructTreeRoot"]) if each["/S"] == "/Figure"]
    assert str(figure["/Alt"]) == paper_of(slug).logo_says
    languages = [str(each["/Lang"]) for each in tags(root["/StructTreeRoot"]) if "/Lang" in each]
    assert set(paper_of(slug).translated) <= set(languages)


def test_its_words_are_read_in_the_order_of_the_letter() -> None:
    document = letter("magna")
    said = words_of(read(document, "magna")).replace("• ", "")
    parts = (
        *document.to,
        document.written_on,
        document.reference,
        document.dear,
        document.title,
        *(part for block in document.blocks for part in block.said if part),
        document.ask,
        document.yours,
        "Grace Mbeki",
        "Housing Officer",
        document.translation_line,
    )
    at = 0
    for part in parts:
        found = said.find(" ".join(part.split()), at)
        assert found >= at, part
        at = found + len(part)


def test_every_typeface_is_in_the_file() -> None:
    for page in read(letter("redland"), "redland").pages:
        for each in page["/Resources"]["/Font"].values():
            inner = each.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner)
            assert "/ToUnicode" in each.get_object()


def test_moray_writes_in_twelve_point_times() -> None:
    reader = read(letter("moray"))
    assert fonts_of(reader.pages[0]) == {"Tinos-Regular", "Tinos-Bold"}
    assert min(size for page in reader.pages for _, size in sized(page)) == 12


@pytest.mark.parametrize("slug", HOUSES)
@pytest.mark.parametrize("size", [18, 24])
def test_large_print_is_set_anew_in_letters_without_serifs(slug: str, size: int) -> None:
    reader = read(letter(slug), slug, size)
    assert len(reader.pages) >= 2
    for page in reader.pages[1:]:
        assert all(each.startswith("NotoSans") for each in fonts_of(page))
    # What stands for the post, at the head of the first page, is as small as always; all else is not.
    assert min(found for page in reader.pages[1:] for _, found in sized(page)) == size
    assert "Page 1 of" in words_of(reader)
    assert words_of(reader).count("We mend the fan") == 1


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("gone")',
        "$ x $ \\ #{ } [ ] * _ ` < > @ // /* \" ' ~ -- ---",
        '#import "/etc/passwd": *',
        '#image("/etc/passwd")',
        "<script>alert(1)</script>",
        "= Heading\\n+ item",
        '", "colour": "red"}',
        "{page} {pages} {name}",
    ],
)
def test_what_a_customer_wrote_is_printed_and_never_run(hostile: str) -> None:
    document = letter("moray", values={"about": hostile, "answer": hostile}, dear=hostile, to=(hostile,))
    printed = re.sub(r"\s", "", words_of(read(document)))
    assert printed.count(re.sub(r"\s", "", hostile)) >= 4


def test_what_turns_the_line_round_or_is_no_character_is_left_out() -> None:
    document = letter("moray", values={"about": "the \u202ebill\u202c\x00\x07 of\tMay\ud800"})
    assert "Our answer about the bill of May" in words_of(read(document))


def test_a_sign_that_no_typeface_has_is_told_and_a_box_stands_for_it() -> None:
    document = letter("magna", values={"about": "a leak 🙂 in the 𓀀 bath"})
    assert unprintable(document) == (
        "No typeface here has “🙂”, “𓀀”. On paper a box stands there; write it another way if you can.",
    )
    said = words_of(read(document, "magna"))
    assert "a leak □ in the □ bath" in said
    assert NOTE in said
    assert unprintable(letter("magna")) == ()
    assert NOTE not in words_of(read(letter("magna"), "magna"))


def test_a_mark_that_the_letters_typeface_lacks_is_told_with_its_letter() -> None:
    document = letter("redland", values={"about": "a \u2561\u093c and m\u0301"})
    assert "“\u2561\u093c”." in unprintable(document)[0]
    assert "a □ and m\u0301" in unicodedata.normalize("NFD", words_of(read(document, "redland")))


def test_every_typeface_that_travels_is_looked_into(tmp_path: Path) -> None:
    names = {path.stem.partition("-")[0] for path in fonts.FOLDER.glob("*.ttf")}
    assert {each.replace(" ", "") for each in fonts.families("times")} == names
    assert set(fonts.families("sans")) == set(fonts.families("times"))
    empty = tmp_path / "empty.ttf"
    empty.write_bytes(b"\x00\x01\x00\x00" + bytes(20))
    with pytest.raises(ValueError, match=r"empty\.ttf is no font"):
        fonts.of_file(empty)


SCRIPTS = {
    "Polish": "Zażółć gęślą jaźń",
    "Vietnamese": "Nguyễn Thị Hồng",
    "Yoruba": "Ọlábísí Adébáyọ̀",
    "Ukrainian": "Ґалаґан Їжакевич",
    "Greek": "Ευαγγελία Ξένου",
    "Hebrew": "שרה כהן",
    "Chinese": "王小明 陳大文",
    "Ethiopic": "ሰላም ተስፋዬ",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_names_in_other_letters_come_back_as_they_were_written(name: str) -> None:
    written = SCRIPTS[name]
    document = letter("moray", to=(written,), dear=written)
    assert unprintable(document) == ()
    lacking = letters_in(written) - letters_in(words_of(read(document)))
    assert not lacking


@pytest.mark.parametrize(
    "said",
    ["বাংলা", "ગુજરાતી", "ਪੰਜਾਬੀ", "தமிழ்", "हिन्दी", "తెలుగు", "മലയാളം", "සිංහල", "اردو ٹڈڑے", "پښتو", "کوردی ڕڵۆێ"],
)
def test_the_letters_of_every_language_here_are_printed(said: str) -> None:
    document = letter("moray", dear=said)
    assert unprintable(document) == ()
    assert len(fonts_of(read(document).pages[0]) - {"Tinos-Regular", "Tinos-Bold"}) >= 1


def test_every_wording_can_be_printed() -> None:
    for slug in HOUSES:
        for each in rulebook(slug).room("wordings"):
            assert fonts.lacking("".join((each.translation, each.line, each.dear, *each.months))) == ()


def test_an_arabic_letter_runs_from_the_right_with_its_numbers_as_they_are_dialled() -> None:
    arabic = {"about": "الرطوبة في الحمّام", "why": "يجب أن يرى المهندس الجدار أولاً."}
    document = letter("karin", "acknowledgement", arabic, lang="ar")
    reader = read(document, "karin")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert root["/ViewerPreferences"]["/Direction"] == "/R2L"
    said = words_of(reader)
    assert "01632 960 123" in said
    wanted = letters_in("".join((document.title, document.dear, document.words, document.ask)))
    assert not wanted - letters_in(said)


@pytest.mark.parametrize(
    ("slug", "size", "lang"), [("moray", None, "en"), ("moray", 24, "en"), ("karin", None, "ar")]
)
def test_the_address_stands_in_the_window(slug: str, size: int | None, lang: str) -> None:
    """DL and C5: 54 to 82 mm from the top, no farther right than 105 mm."""
    lines = ("Ms Ada Bell", "Flat 2", "The Old Mill", "14 Rose Lane", "Little Exampleton", "EX1 1AA")
    page = read(letter(slug, "acknowledgement", to=lines, lang=lang), slug, size).pages[0]
    address = [down for left, down in begun(page) if left == pytest.approx(25, abs=0.1) and 50 < down < 84]
    assert len(address) == len(lines)
    assert 54 < min(address) < max(address) < 82


def begun(page: PageObject) -> list[tuple[float, float]]:
    """Where each piece of text begins, in mm from the left and from the top."""
    found: list[tuple[float, float]] = []

    def look(operator: bytes, _: Any, at: list[float], matrix: list[float]) -> None:
        if operator in (b"Tj", b"TJ"):
            left, up = mult(matrix, at)[4:]
            found.append((left / 72 * 25.4, 297 - up / 72 * 25.4))

    page.extract_text(visitor_operand_before=look)
    return found


def test_a_long_address_keeps_its_first_lines_and_its_postcode() -> None:
    lines = ("Ms Bell", "Flat 2", "The Old Mill", "Mill Yard", "14 Rose Lane", "Exampleton", "EX1 1AA")
    said = words_of(read(letter("moray", to=lines)))
    assert "Mill Yard 14 Rose Lane, Exampleton EX1 1AA" in said


def test_a_letter_with_a_hole_is_not_printed() -> None:
    document = replace(letter("moray"), holes=(("answer", "“Your answer” is still empty."),))
    with pytest.raises(Unfilled, match="still empty"):
        pdf(document, paper_of("moray"))


def test_the_same_letter_is_the_same_file() -> None:
    assert pdf(letter("moray"), paper_of("moray")) == pdf(letter("moray"), paper_of("moray"))


def test_enclosures_and_the_other_reference_stand_on_it() -> None:
    said = words_of(read(letter("moray", enclosed=["A form", "A map"], your_reference="AB/12")))
    assert "Enclosed: A form; A map" in said
    assert "Your reference: AB/12" in said


def test_a_paper_without_a_logo_is_a_paper() -> None:
    plain = replace(paper_of("moray"), logo="", logo_says="", footer="A charity.", address=("1 High Street",))
    made = PdfReader(io.BytesIO(pdf(letter("moray"), plain)))
    assert "1 High Street" in words_of(made)
    assert "A charity." in words_of(made)

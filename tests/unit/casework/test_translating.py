"""Are agreed words looked for, is what was translated once offered again, and is a sheet read as written?"""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kept.casework import translating as pure
from kept.casework.translating import Term

NAJEM = Term("tenancy", "najem", "Not dzierżawa")
CZYNSZ = Term("rent", "czynsz")
AT = datetime(2026, 4, 7, tzinfo=UTC)


def test_agreed_words_are_found_and_missed() -> None:
    source = "Your Tenancies? Your tenancy ends, and the rent is due. Apparently."
    assert pure.used(source, [NAJEM, CZYNSZ, Term("apparent", "x"), Term("", "y")]) == (NAJEM, CZYNSZ)
    assert pure.lacking(source, "Umowa najmu się kończy, a czynszu nie ma.", [NAJEM, CZYNSZ]) == ()
    assert pure.lacking(source, "Umowa się kończy, a czynsz trzeba zapłacić.", [NAJEM, CZYNSZ]) == (NAJEM,)
    assert pure.lacking("The rent", "租金", [Term("rent", "租金")]) == ()


def test_paragraphs_are_remembered_whatever_their_spaces() -> None:
    memory = {pure.digest("Thank  you\nfor writing."): "Dziękujemy."}
    assert pure.remembered("Thank you for writing.\r\n\r\n \n\nWe will answer.", memory) == (
        ("Thank you for writing.", "Dziękujemy."),
        ("We will answer.", None),
    )
    assert pure.pairs("One\n\nTwo", "Jeden\n\nDwa") == (("One", "Jeden"), ("Two", "Dwa"))
    assert pure.pairs("One\n\nTwo", "Jeden i dwa") == ()


def test_how_far_it_is() -> None:
    steps = {"ordered_at": None, "came_at": None, "proofed_at": None, "sent_at": None}
    assert pure.stage(**steps) == pure.ASKED
    assert pure.stage(**steps | {"ordered_at": AT}) == pure.ORDERED
    assert pure.stage(**steps | {"ordered_at": AT, "came_at": AT}) == pure.CAME
    assert pure.stage(**steps | {"came_at": AT, "proofed_at": AT}) == pure.PROOFED
    assert pure.stage(**steps | {"proofed_at": AT, "sent_at": AT}) == pure.SENT
    assert pure.stage(**steps, ended_at=AT) == pure.ENDED


def test_two_pairs_of_eyes() -> None:
    assert pure.same_reader("Ewa Nowak", " ewa  NOWAK ")
    assert not pure.same_reader("Ewa Nowak", "Jan Nowak")
    assert not pure.same_reader("", "")


def test_how_much_of_a_letter_is_translated() -> None:
    memory = {pure.digest("One"): "Jeden"}
    assert pure.state_of("answer", "pl", ["One", "Two"], memory, whole=False) == pure.State(
        "answer", "pl", 2, 1, False
    )
    assert pure.state_of("answer", "pl", ["One"], memory, whole=False).whole
    assert pure.state_of("answer", "pl", ["One", "Two"], {}, whole=True) == pure.State(
        "answer", "pl", 2, 2, True
    )
    assert not pure.state_of("text", "pl", [], {}, whole=False).whole


def test_a_sheet_says_what_it_cannot_take() -> None:
    sheet = pure.read_terms(
        "\ufeffTerm,translation,note\nrent,czynsz\n\nlonely\ntenancy,najem,x\nRENT,opłata,'=1\n"
        + "a" * 201
        + ",b"
    )
    assert sheet.terms == (Term("RENT", "opłata", "=1"), Term("tenancy", "najem", "x"))
    assert [line for line, _ in sheet.faults] == [4, 7]
    assert "at most 200" in sheet.faults[1][1]
    many = pure.read_terms("".join(f"word {n},słowo {n}\n" for n in range(pure.MOST_ROWS + 1)))
    assert len(many.terms) == pure.MOST_ROWS
    assert "Split the file" in many.faults[0][1]


def test_no_cell_is_taken_for_a_sum() -> None:
    assert "'=cmd" in pure.write_terms([Term("rent", "=cmd")])


WORDS = st.text(
    st.characters(categories=("L", "N", "P"), include_characters=" "), min_size=1, max_size=40
).map(lambda words: " ".join(words.split()))


@given(st.lists(st.builds(Term, WORDS, WORDS, WORDS | st.just("")), max_size=6))
def test_what_is_written_is_read_again(terms: list[Term]) -> None:
    kept = {
        pure.term_key(each.term): each
        for each in terms
        if each.term and each.translation and not any(part.startswith("'") for part in vars_of(each))
    }
    kept.pop("term", None)
    assert {
        pure.term_key(each.term): each for each in pure.read_terms(pure.write_terms(kept.values())).terms
    } == kept


def vars_of(term: Term) -> tuple[str, str, str]:
    return term.term, term.translation, term.note

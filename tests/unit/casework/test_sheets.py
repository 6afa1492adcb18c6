"""A call handler's sheet, as a table or an e-mail, with its own times; and what cannot be read, with its
cure.
"""

from __future__ import annotations

from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from kept.casework.sheets import EMERGENCY, MESSAGE, MOST_LINES, Fault, SheetLine, of_mail, of_table, of_text
from tests.cast import t

LONDON = ZoneInfo("Europe/London")
MORNING = t("Wednesday 2026-04-08 07:30")
TABLE = """Time;Type;Caller;Number;Address;Message;Answered;Handler;Action taken;Result
23:10;Emergency;Mrs Okafor;07700 900123;14 Mill Road;Water;23:11;Jo;Rang the plumber;Attended
06:55;;Mr Lee;07700 900456;;Wants his housing officer to ring;;Jo;;
07/04/2026 18:20;routine;;07700 900789;;Rent question;;;;Told her to ring in the morning
25:10;;Somebody;;;;;;;
;;Nobody;;;;;;;
23:50;whatever;Mr X;;;;;;;
23:55;;;;;;;;;
"""


def lines(found: list[SheetLine | Fault]) -> list[SheetLine]:
    return [each for each in found if isinstance(each, SheetLine)]


def faults(found: list[SheetLine | Fault]) -> list[tuple[int, str]]:
    return [(each.line, each.sentence) for each in found if isinstance(each, Fault)]


def test_a_table_by_its_headings_each_line_with_its_own_time() -> None:
    found = of_table(TABLE, MORNING, LONDON)
    first, second, third = lines(found)
    assert (first.sort, first.happened_at, first.answered_at) == (
        EMERGENCY, t("Tuesday 2026-04-07 23:10"), t("Tuesday 2026-04-07 23:11"),
    )  # fmt: skip
    assert (first.name, first.address, first.answered_by, first.action, first.outcome) == (
        "Mrs Okafor", "14 Mill Road", "Jo", "Rang the plumber", "sent",
    )  # fmt: skip
    assert (second.sort, second.happened_at) == (MESSAGE, t("Wednesday 2026-04-08 06:55"))
    assert third.happened_at == t("Tuesday 2026-04-07 18:20")
    # An outcome in words of their own is kept with what was done.
    assert (third.outcome, third.action) == ("", "Told her to ring in the morning")


def test_a_line_that_cannot_be_read_is_told_with_its_line_and_cure() -> None:
    assert faults(of_table(TABLE, MORNING, LONDON)) == [
        (5, "“25:10” is no time. Write it such as 23:10 or 07/04/2026 23:10."),
        (6, "The time is empty. Write when they rang, such as 23:10."),
        (7, "“whatever” is neither message nor emergency. Write one of the two."),
        (8, "It says neither who rang nor what about. Fill in one of them at least."),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The sheet is empty."),
        ("name,number\nA,1\n", "No column is called time or when. The first line has: name, number."),
        ("time,name\n", "There is no line below the heading."),
        ('time,name\n23:10,"open\n', "It says"),
        ("time,name\n2026-02-30 23:10,A\n", "There is no such day. Check the day and the month."),
        ("time,name\n2026-03-29 01:30,A\n", "01:30 never was that night: the clocks went forward over it."),
        ("time,name\n2025-10-26 01:30,A\n", "01:30 came twice that night, as the clocks went back."),
        ("time,name\n23:10,A\x01B\n", "It has a character that cannot be written down. Take it out."),
        ("time,name\n99:99,A\n", "“99:99” is no time."),
    ],
)
def test_what_is_wrong_with_a_table_is_a_sentence(text: str, said: str) -> None:
    found = of_table(text, MORNING, LONDON)
    if said == "It says":
        assert lines(found)[0].name == "open"
        return
    assert said in faults(found)[0][1]


def test_the_same_sheet_gives_the_same_names_and_another_call_another() -> None:
    once, again = lines(of_table(TABLE, MORNING, LONDON)), lines(of_table(TABLE, MORNING, LONDON))
    assert [each.uid for each in once] == [each.uid for each in again]
    assert len({each.uid for each in once}) == 3


def test_a_table_is_bounded() -> None:
    found = of_table("time,name\n" + "23:10,A\n" * (MOST_LINES + 5), MORNING, LONDON)
    assert len(lines(found)) == MOST_LINES
    assert faults(found)[0][1] == f"A sheet has {MOST_LINES:,} lines at most. Divide it."


def test_a_quotation_mark_in_the_wrong_place_is_told() -> None:
    found = of_table('time,name\n23:10,"A" B"\n' + "x" * 140_000 + "\n", MORNING, LONDON)
    assert faults(found)


LETTER = """Good morning,

Time: 23:10
Type: Emergency
Name: Mrs Okafor
Number: 07700 900123
Details: Water through the ceiling
  of the kitchen
Action: Rang the plumber
Outcome: settled

----
Time: 06:55
Caller: Mr Lee
Message: Wants a call

Kind regards
The night desk
"""


def test_an_e_mail_in_blocks_by_the_labels_of_its_lines() -> None:
    mail = EmailMessage()
    mail["Date"] = "Wed, 08 Apr 2026 07:30:00 +0100"
    mail.set_content(LETTER)
    found = of_mail(mail.as_bytes(), LONDON, at=t("Wednesday 2026-04-08 09:00"))
    first, second = lines(found)
    assert (first.happened_at, first.about, first.outcome) == (
        t("Tuesday 2026-04-07 23:10"), "Water through the ceiling\nof the kitchen", "settled",
    )  # fmt: skip
    assert (second.name, second.about, second.line) == ("Mr Lee", "Wants a call", 13)


def test_an_e_mail_that_carries_a_table_is_read_by_it() -> None:
    mail = EmailMessage()
    mail.set_content("See the file.")
    mail.add_attachment(TABLE.encode("cp1252"), maintype="text", subtype="csv", filename="night.csv")
    assert len(lines(of_mail(mail.as_bytes(), LONDON, at=MORNING))) == 3


@pytest.mark.parametrize(
    "date", ["", "not a date", "Wed, 08 Apr 2036 07:30:00 +0100", "Wed, 08 Apr 2026 07:30:00"]
)
def test_an_e_mail_without_a_date_that_can_be_was_sent_when_it_came(date: str) -> None:
    raw = f"Date: {date}\nContent-Type: text/plain\n\nTime: 06:00\nName: A\n".encode()
    (found,) = lines(of_mail(raw, LONDON, at=MORNING))
    assert found.happened_at == t("Wednesday 2026-04-08 06:00")


def test_an_e_mail_of_pictures_alone_is_asked_for_again() -> None:
    mail = EmailMessage()
    mail.set_content("<p>hello</p>", subtype="html")
    assert "neither plain text nor a CSV" in faults(of_mail(mail.as_bytes(), LONDON, at=MORNING))[0][1]


def test_an_encoding_that_nobody_has_is_read_as_well_as_can_be() -> None:
    raw = b"Content-Type: text/plain; charset=nonsense\n\nTime: 06:00\nName: Ren\xe9e\x81\n"
    (found,) = lines(of_mail(raw, LONDON, at=MORNING))
    assert found.name.startswith("Renée")


def test_a_text_without_a_call_says_how_one_begins() -> None:
    assert faults(of_text("Nothing happened.\nName: x\n", MORNING, LONDON))[0][1].startswith(
        "No call was found"
    )
    many = "Time: 23:10\nName: A\n\n" * (MOST_LINES + 1)
    assert faults(of_text(many, MORNING, LONDON)) == [
        (6001, f"A sheet has {MOST_LINES:,} calls at most. Divide it.")
    ]


def test_empty_rows_and_columns_of_no_use_are_passed_over() -> None:
    found = of_table("colour,time,name\nred,07/04/26 23:10,A\n,,\nblue,noon,B\n", MORNING, LONDON)
    assert [each.happened_at for each in lines(found)] == [t("Tuesday 2026-04-07 23:10")]
    assert faults(found) == [(4, "“noon” is no time. Write it such as 23:10 or 07/04/2026 23:10.")]

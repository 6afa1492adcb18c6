"""What is a new association asked, and is each answer one that Kept can use?

    faults({"name": "Brook Homes", …})        # {"hours": "Say when you are open, such as: …"}

`QUESTIONS` are asked in this order. Each answer is a line of text, and an empty one takes what the question
offers instead. The common promises are asked for by how long, and on which line of the policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from kept.rulebook.common_promises import COMMON, Common, counted
from kept.rulebook.entry import LINES, SLUG
from kept.rulebook.holidays import LIST_OF
from kept.rulebook.meant import day_meant, span_meant
from kept.rulebook.opening_words import HOURS_EXAMPLE, week_meant, week_of

Answers = Mapping[str, str]
Check = Callable[[str, Answers], str | None]
# Addresses of Kept's own, and words before the colon of a clause that is nobody's in particular.
RESERVED = re.compile(
    r"(api|choose|healthz|holidays|invitation|kept|law|metrics|readyz|rehearse|shared|sign-in|sign-out|static"
    r"|survey)\Z"
)
NOBODY = "nobody"
MOST_LINES = 1_000_000
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,24}\Z")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be told. `offers` gives what an empty answer means; None where there must be one.

    What is `asked` of nobody is taken as offered, and can be written into the file of answers.
    """

    key: str
    asks: str
    check: Check
    offers: Callable[[Answers], str | None] = lambda answers: ""
    asked: bool = True


def answer(question: Question, answers: Answers) -> str | None:
    """What was answered, or what an empty answer means; None where neither is."""
    given = answers.get(question.key, "").strip()
    return given or question.offers(answers)


def whole(answers: Answers) -> dict[str, str]:
    """Every answer, the offered ones filled in: those to earlier questions serve later ones."""
    found = dict(answers)
    for each in QUESTIONS:
        found[each.key] = answer(each, found) or ""
    return found


def fault(question: Question, answers: Answers) -> str | None:
    """What is wrong with the answer to that question, as a sentence that says what would be right."""
    given = answer(question, answers)
    if given is None:
        return f"This one needs an answer. {question.asks}"
    if any(not each.isprintable() for each in given) or len(given) > 300:
        return "This answer has more in it than one line of text. Shorten it."
    return question.check(given, answers)


def faults(answers: Answers) -> dict[str, str]:
    """Everything that is wrong with the answers, by question."""
    found = {each.key: sentence for each in QUESTIONS if (sentence := fault(each, so_far(each, answers)))}
    for key in answers:
        if key not in BY_KEY:
            found[key] = "No question has this name. Take the line out, or look at its spelling."
    if not any(answers.get(each.key, "").strip() for each in COMMON):
        found[COMMON[0].key] = (
            "There is not one promise yet. Say how soon at least one of these things is done."
        )
    return found


def so_far(question: Question, answers: Answers) -> dict[str, str]:
    """The answers as the question sees them: what comes before it filled in, its own as it was given."""
    return {**whole(answers), question.key: answers.get(question.key, "")}


# ---- reading an answer --------------------------------------------------------------------------------


def listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def slug_of(name: str) -> str:
    """A short name in small letters, as addresses and files have it; empty where there is no letter in it."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())).lstrip("0123456789-")


def named(text: str) -> list[tuple[str, str]]:
    return [(slug_of(each), each) for each in listed(text)]


# ---- what may be answered ------------------------------------------------------------------------------


def did_you_mean(close: str | None) -> str:
    return f" Did you mean “{close}”?" if close else ""


def _any(given: str, answers: Answers) -> str | None:
    return None


def _slug(given: str, answers: Answers) -> str | None:
    if not given:
        return None
    if not SLUG.match(given) or len(given) > 30:
        return "Take small letters, digits and hyphens, beginning with a letter, such as brook-homes."
    if RESERVED.match(given):
        return f"“{given}” is a word that Kept needs for itself. Take another."
    return None


def _nation(given: str, answers: Answers) -> str | None:
    return None if given in LIST_OF else f"Write one of these: {', '.join(LIST_OF)}."


def _zone(given: str, answers: Answers) -> str | None:
    try:
        ZoneInfo(given)
    except (KeyError, ValueError, OSError):
        return "There is no time zone of this name. In all of Great Britain it is Europe/London."
    return None


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(given: str, answers: Answers) -> str | None:
    if day_of(given):
        return None
    return f"Write the day as year, month and day, such as 2026-04-01.{did_you_mean(day_meant(given))}"


def _go_live(given: str, answers: Answers) -> str | None:
    begins, in_force = day_of(given), day_of(answers["starts_on"])
    if in_force is None:
        # What follows from another answer is told there alone.
        return None
    if begins is None:
        return _day(given, answers)
    return "Figures cannot count before the policy is in force." if begins < in_force else None


def _lines_of_document(given: str, answers: Answers) -> str | None:
    if given.isascii() and given.isdigit() and 1 <= int(given) <= MOST_LINES:
        return None
    return "Write how many lines there are, such as 120."


def _line(given: str, answers: Answers) -> str | None:
    if not given:
        return None
    match = LINES.match(given)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        return "Write the line, or the first and the last, such as 12 or 12-14."
    most = answers["lines"]
    if most.isascii() and most.isdigit() and 0 < int(most) < last:
        return f"The policy has {most} lines, so line {last} is not in it."
    return None


def _hours(given: str, answers: Answers) -> str | None:
    if week_of(given):
        return None
    return f"Say when you are open, such as: {HOURS_EXAMPLE}.{did_you_mean(week_meant(given))}"


def _names(given: str, answers: Answers) -> str | None:
    slugs = [slug for slug, _ in named(given)]
    if not slugs or not all(slugs):
        return "Write a name, or several with commas between them."
    return "Two of these names are too much alike." if len(set(slugs)) < len(slugs) else None


def _titles(key: str) -> Check:
    """Job titles; none of them twice, here or in an earlier answer."""

    def check(given: str, answers: Answers) -> str | None:
        keys = list(JOBS.values())
        taken = [title for each in keys[: keys.index(key)] for title in listed(answers[each].lower())]
        mine = listed(given.lower())
        if not mine:
            return "Write a job title, or several with commas between them."
        twice = next((each for each in mine if each in taken or mine.count(each) > 1), None)
        return f"“{twice}” is there already. Each job title stands for one role." if twice else None

    return check


def _on_call(given: str, answers: Answers) -> str | None:
    teams = [name for _, name in named(answers["teams"])]
    if given == NOBODY or slug_of(given) in [slug_of(each) for each in teams]:
        return None
    return f"Write one of your teams ({', '.join(teams)}), or “{NOBODY}”."


def _phone(given: str, answers: Answers) -> str | None:
    return None if _PHONE.match(given) else "Write the number with its area code, such as 01632 960 001."


def _domain(given: str, answers: Answers) -> str | None:
    if _DOMAIN.match(given):
        return None
    return "Write what stands after the @ in your e-mail addresses, such as brook.example."


def _mailbox(given: str, answers: Answers) -> str | None:
    if re.match(r"[a-z0-9][a-z0-9._-]{0,60}\Z", given):
        return None
    return "Write what stands before the @, such as office."


def _span(given: str, answers: Answers) -> str | None:
    if not given or counted(given) is not None:
        return None
    close = span_meant(given)
    meant = did_you_mean(close if close and counted(close) else None)
    return (
        "Write a number and a unit, such as 7 working days, 10 days, 24 hours, 2 office hours, 10 minutes or "
        "5 rings; or same day, or next working day. Where the policy gives no number, leave it empty for now."
        f"{meant}"
    )


# What each job may do, and the question that asks for its titles.
JOBS: Mapping[str, str] = {
    "receptionist": "front_desk",
    "officer": "officers",
    "manager": "managers",
    "director": "directors",
    "policy-officer": "policy_officers",
    "administrator": "administrators",
}


def _said(text: str) -> Callable[[Answers], str | None]:
    return lambda answers: text


def _must(answers: Answers) -> None:
    return None


def _asked_of(each: Common) -> tuple[Question, Question]:
    """How long, and where it says so; the second need not be answered where the first is empty."""

    def line(given: str, answers: Answers) -> str | None:
        if not given and answers[each.key]:
            return f"On which line does the policy say this ({each.asks})? Such as 12, or 12-14."
        return _line(given, answers)

    return (
        Question(each.key, f"{each.asks}, how soon?", _span),
        Question(f"{each.key}_line", "On which line does the policy say so?", line),
    )


QUESTIONS: tuple[Question, ...] = (
    Question("name", "What is your association called?", _any, _must),
    Question(
        "slug",
        "Which short name shall stand in addresses and before each clause?",
        _slug,
        lambda answers: (
            slug_of(answers.get("name", ""))[:30].rstrip("-")
            or (None if answers.get("name", "").strip() else "")
        ),
    ),
    Question(
        "nation", "In which nation are your homes: england, wales or scotland?", _nation, _said("england")
    ),
    Question("zone", "In which time zone?", _zone, _said("Europe/London"), asked=False),
    Question("document", "What is your policy called?", _any, _said("Customer Care Policy")),
    Question(
        "lines", "How many lines has it? (Number them first; the guide says how.)", _lines_of_document, _must
    ),
    Question("starts_on", "Since which day is it in force, such as 2026-04-01?", _day, _must),
    Question(
        "go_live",
        "From which day shall figures count?",
        _go_live,
        lambda answers: answers.get("starts_on", ""),
    ),
    Question("hours", f"When are you open, such as: {HOURS_EXAMPLE}?", _hours, _must),
    Question("hours_line", "On which line does the policy say so? (Empty: it does not.)", _line),
    Question(
        "offices", "What are your offices called, with commas between them?", _names, _said("Main office")
    ),
    Question("phone", "What is your telephone number?", _phone, _must),
    Question("address", "What is your postal address, with commas between its lines?", _any),
    Question("email_domain", "What stands after the @ in your e-mail addresses?", _domain, _must),
    Question("mailbox", "And before it, where customers write to you?", _mailbox, _said("office")),
    Question(
        "teams", "Which teams do you have, with commas between them?", _names, _said("Housing, Repairs")
    ),
    Question("on_call", "Which team answers while you are shut?", _on_call, _said(NOBODY)),
    Question(
        "front_desk",
        "Job titles of those at the front desk, with commas between them?",
        _titles("front_desk"),
        _said("Receptionist"),
    ),
    Question(
        "officers",
        "Job titles of those who deal with customers' matters?",
        _titles("officers"),
        _said("Housing officer"),
    ),
    Question(
        "managers", "Job titles of those who manage them?", _titles("managers"), _said("Housing manager")
    ),
    Question(
        "directors",
        "Job titles of those who answer for everything?",
        _titles("directors"),
        _said("Chief executive"),
    ),
    Question(
        "policy_officers",
        "Job titles of those who look after the policy?",
        _titles("policy_officers"),
        _said("Policy officer"),
    ),
    Question(
        "administrators",
        "Job titles of those who look after Kept itself?",
        _titles("administrators"),
        _said("Systems administrator"),
    ),
    *(question for each in COMMON for question in _asked_of(each)),
)
BY_KEY: Mapping[str, Question] = {each.key: each for each in QUESTIONS}

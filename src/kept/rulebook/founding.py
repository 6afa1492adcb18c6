"""With which files does a new association begin?

    files({"name": "Brook Homes", …})["association.yaml"]

What comes of the answers (see `founding_answers`) is an ordinary folder, with remarks for whoever goes on
writing in it.
"""

from __future__ import annotations

import json
import re

from kept.rulebook.common_promises import COMMON, Common, clause_of
from kept.rulebook.founding_answers import JOBS, NOBODY, Answers, day_of, listed, named, slug_of, whole
from kept.rulebook.hours import DAYS
from kept.rulebook.letterheads import TRANSLATION_LINE
from kept.rulebook.opening_words import week_of

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 .'()-]*[A-Za-z0-9.)]\Z")
_TRUTH = frozenset({"yes", "no", "true", "false", "null"})


def files(answers: Answers) -> dict[str, str]:
    """The files of the rulebook, by name. The answers must be without fault."""
    told = whole(answers)
    found = {
        "association.yaml": _association(told),
        "letterheads.yaml": _letterheads(told),
        "mailboxes.yaml": _mailboxes(told),
    }
    for number, (section, promises) in enumerate(_sections(told).items(), start=1):
        clauses = [clause_of(each, told["slug"], told) for each in promises]
        title = f"# {promises[0].title}. Each clause has an id that never changes, and the lines that say it."
        found[f"clauses/{number:02}-{section}.yaml"] = f"{title}\n\n" + "\n".join(clauses)
    return found


def _sections(told: Answers) -> dict[str, list[Common]]:
    found: dict[str, list[Common]] = {}
    for each in COMMON:
        if told[each.key]:
            found.setdefault(each.section, []).append(each)
    return found


def quoted(text: str) -> str:
    """The text as YAML reads it back, in quotes where it needs them."""
    plain = _PLAIN.match(text) and text.lower() not in _TRUTH
    return text if plain else json.dumps(text, ensure_ascii=False)


def _association(told: Answers) -> str:
    week = week_of(told["hours"])
    assert week is not None
    opening = "".join(f"      {day}: [{', '.join(week[day])}]\n" for day in DAYS if day in week)
    offices = "".join(
        f"  {slug}:\n    name: {quoted(name)}\n    open:\n{opening}" for slug, name in named(told["offices"])
    )
    teams = "".join(f"  {slug}: {quoted(name)}\n" for slug, name in named(told["teams"]))
    roles = "".join(
        f"  {quoted(title)}: {role}\n" for role, key in JOBS.items() for title in listed(told[key])
    )
    came_from = (
        f"lines: {told['hours_line']}"
        if told["hours_line"]
        else 'reading: "The policy gives no opening hours. These are our own."'
    )
    on_call = "none" if told["on_call"] == NOBODY else slug_of(told["on_call"])
    return f"""\
# {told["name"]}: who keeps these promises, where and when.
# Whatever stands after the sign # is a remark: Kept does not read it.
association: {told["slug"]}
name: {quoted(told["name"])}
nation: {told["nation"]}          # whose bank holidays and whose law count
zone: {told["zone"]}
starts_on: {day_of(told["starts_on"])}      # from this day the policy binds
go_live: {day_of(told["go_live"])}        # and from this day figures count
document: {{title: {quoted(told["document"])}, lines: {told["lines"]}}}
hours: {{{came_from}}}
offices:
{offices}closures: {{}}             # such as 2026-12-24: [09:00-12:00], or 2026-12-29: closed
teams:
{teams}roles:                    # job titles, and what each may do in Kept
{roles}on_call: {on_call}
"""


def _letterheads(told: Answers) -> str:
    address = (
        f"  address: [{', '.join(quoted(each) for each in listed(told['address']))}]\n"
        if told["address"]
        else ""
    )
    return f"""\
# The headed paper on which letters go out.

- name: main
  title: {quoted(told["name"])}
{address}  phone: {quoted(told["phone"])}
  email: {told["mailbox"]}@{told["email_domain"]}
  from_email: {told["mailbox"]}@{told["email_domain"]}
  web: {told["email_domain"]}
  translation_line: {TRANSLATION_LINE}
"""


def _mailboxes(told: Answers) -> str:
    return f"""\
# To which addresses of ours do customers write? Add others here, each with the team whose it is.

- name: main
  label: Letters to everybody
  address: {told["mailbox"]}@{told["email_domain"]}
"""

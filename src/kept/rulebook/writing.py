"""How does this house write to people: which way, how long, and whose word does a letter need?

    writing_of(rulebook).way("business")        # "email"

In `writing.yaml`, shared by all or an association's own; each entry is one practice, by its name:

    - name: ways                # the way that is proposed where the customer has said nothing
      business: email
      others: letter
      as_asked: yes             # whoever wrote by e-mail may be answered by e-mail
    - name: advice              # what the writer is told of; advice only, it stops nothing
      sentence: 20              # words, from which a sentence is called long
      too_long: 25
      paragraph: 80
      reading_age: 13
    - name: letter-length       # how many words of its own a letter has at most, by template or sort of it
      words: {acknowledgement: 120, answer: 350}
    - name: email-length
      words: {answer: 200}
    - name: answers             # what a full answer says before it goes; each can be switched off
      questions: yes            # every question of the customer's is ticked as answered
      done: yes                 # what was done, or why nothing could be
    - name: approval            # whose word it needs, by template or sort: a role, or a job title of ours
      of: {refusal: director}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.rulebook.context import Context, hyphened
from kept.rulebook.entry import SLUG, Entry
from kept.rulebook.model import ROLES

if TYPE_CHECKING:
    from kept.rulebook.letters import Template
    from kept.rulebook.model import Association, Rulebook

LETTER, EMAIL, TEXT = "letter", "email", "text"
WAYS = (LETTER, EMAIL, TEXT)
LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice. Which of its parts it has, its name says."""

    name: str
    business: str = EMAIL
    others: str = LETTER
    as_asked: bool = True
    sentence: int = 20
    too_long: int = 25
    paragraph: int = 80
    reading_age: int = 13
    lengths: tuple[tuple[str, int], ...] = ()
    questions: bool = True
    done: bool = True
    of: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """All practices of one house."""

    held: Mapping[str, Practice]

    def __getitem__(self, name: str) -> Practice:
        return self.held.get(name, Practice(name))

    def length(self, template: Template, way: str) -> int:
        """How many words of its own it has at most: by its name, by itself, by its sort; 0 for no guide."""
        lengths = dict(self["email-length" if way != LETTER else "letter-length"].lengths)
        guide = lengths.get(template.sort, 0)
        own = min(filter(None, (template.longest, guide)), default=0) if way != LETTER else template.longest
        return lengths.get(template.name, own or guide)

    def approver(self, template: Template, association: Association) -> str:
        """The role whose word it needs: by the association's own list, else by the template; "" where none.

        A job title stands for its role, and what is neither for whoever leads.
        """
        known = dict(self["approval"].of)
        post = known.get(template.name, known.get(template.sort, template.approval))
        if not post or post in ROLES:
            return post
        jobs = {hyphened(title): role for title, role in association.roles}
        return jobs.get(post, "manager")


def writing_of(rulebook: Rulebook) -> Writing:
    """The practices of that rulebook."""
    return Writing({each.name: each for each in rulebook.room("writing")})


def read_writing(entry: Entry, context: Context) -> Practice | None:
    """One practice; None where it has no name that we know."""
    name = entry.choice("name", _READERS)
    reader = _READERS.get(name or "")
    return reader(entry, context) if reader is not None else None


def _ways(entry: Entry, context: Context) -> Practice:
    entry.only("name", "business", "others", "as_asked")
    business = entry.choice("business", WAYS, required=False) or EMAIL
    others = entry.choice("others", WAYS, required=False) or LETTER
    return Practice("ways", business=business, others=others, as_asked=entry.flag("as_asked", default=True))


def _advice(entry: Entry, context: Context) -> Practice:
    entry.only("name", "sentence", "too_long", "paragraph", "reading_age")

    def number(key: str, usual: int, most: int) -> int:
        return (entry.whole(key, least=5, most=most) or usual) if key in entry else usual

    made = Practice(
        "advice",
        sentence=number("sentence", 20, 60),
        too_long=number("too_long", 25, 80),
        paragraph=number("paragraph", 80, 400),
        reading_age=number("reading_age", 13, 20),
    )
    if made.too_long < made.sentence:
        entry.fault(
            "too_long",
            "“too_long” is fewer words than “sentence”. Look at both numbers.",
            found=made.too_long,
        )
    return made


def _lengths(name: str) -> Callable[[Entry, Context], Practice]:
    def read(entry: Entry, context: Context) -> Practice:
        entry.only("name", "words")
        inner = entry.inner("words", where="“words”", required=True)
        found = []
        for key in inner.data.items if inner else ():
            assert inner is not None
            if isinstance(key, str) and SLUG.match(key):
                number = inner.whole(key, least=10, most=LONGEST)
                found.append((key, number or 0))
            else:
                inner.fault(key, "Write the short name of a template, or of a sort of letter.", found=key)
        return Practice(name, lengths=tuple(found))

    return read


def _answers(entry: Entry, context: Context) -> Practice:
    entry.only("name", "questions", "done")
    return Practice(
        "answers", questions=entry.flag("questions", default=True), done=entry.flag("done", default=True)
    )


def _approval(entry: Entry, context: Context) -> Practice:
    entry.only("name", "of")
    known = [*ROLES, *(hyphened(title) for title, _role in context.association.roles)]
    found = []
    for template, post in entry.pairs("of"):
        if post not in known:
            entry.not_among("of", "Nobody here has this role or job.", post, known)
        else:
            found.append((template, post))
    return Practice("approval", of=tuple(found))


_READERS: Mapping[str, Callable[[Entry, Context], Practice]] = {
    "ways": _ways,
    "advice": _advice,
    "letter-length": _lengths("letter-length"),
    "email-length": _lengths("email-length"),
    "answers": _answers,
    "approval": _approval,
}

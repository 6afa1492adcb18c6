"""What do we ask customers, and those who look at our service in their place?

    - name: telephone
      label: Telephone service
      says: How did we do when you rang us?
      asked_of: customer             # or observer: who looks for us, on a mystery shop or beside a colleague
      after: [call, message]         # the kinds of contact at whose end staff offer it, or what began one
      ways: [paper, link, open]      # on paper, by a link that works once, on the web site for anybody
      at_offices: 25                 # forms to pick up; fewer than this are ordered again
      channel: telephone             # what its answers are about, where the contact does not say
      questions:
        polite: {asks: Was the person polite?, answer: yes_no}
        well: {asks: How well did we deal with it?, answer: scale}
        more: {asks: What else would you like to say?, answer: words}

In `surveys.yaml`, shared by all or an association's own. Only one question of a survey asks whether the
matter is `solved`; where the customer says no, the contact is opened again. One with `review: yes` calls a
manager where it is answered badly. `sent_after: [tenancy.signed]` lists whom it is to be sent to. An
observer's survey is of the `channels` in which a mystery shop may be made, or `of: colleague`, a review that
the colleague and their line manager read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry

CUSTOMER, OBSERVER = "customer", "observer"
ASKED_OF = (CUSTOMER, OBSERVER)
PAPER, LINK, OPEN = "paper", "link", "open"
WAYS = (PAPER, LINK, OPEN)
OFFICE, TELEPHONE, WEB, VISIT, LETTER = "office", "telephone", "web", "visit", "letter"
CHANNELS = (OFFICE, TELEPHONE, WEB, VISIT, LETTER)
SERVICE, COLLEAGUE = "service", "colleague"
YES_NO, SCALE, CHOICE, WORDS = "yes_no", "scale", "choice", "words"
ANSWERS = (YES_NO, SCALE, CHOICE, WORDS)
MOST_FORMS = 10_000


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """One question. One with choices is counted by choice; `good` are those of them that speak for us.

    What is answered badly where it asks for a `review` is looked into by a manager.
    """

    name: str
    asks: str
    answer: str = SCALE
    choices: tuple[tuple[str, str], ...] = ()
    good: tuple[str, ...] = ()
    solved: bool = False
    review: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """One form. `of` says whether it is of our service or of how one colleague worked. `sent_after` are the
    events after which it is sent to the customer.
    """

    name: str
    label: str
    says: str
    asked_of: str = CUSTOMER
    of: str = SERVICE
    after: tuple[str, ...] = ()
    ways: tuple[str, ...] = (PAPER, LINK, OPEN)
    at_offices: int = 0
    channel: str = ""
    channels: tuple[str, ...] = ()
    questions: tuple[SurveyQuestion, ...] = ()
    sent_after: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names that a keeper may add to the survey's: its questions."""
        return tuple(each.name for each in self.questions)

    @property
    def shop(self) -> bool:
        """Whether mystery shops are made by it."""
        return bool(self.channels)

    @property
    def review(self) -> bool:
        """Whether it is of how one colleague worked."""
        return self.of == COLLEAGUE

    def question(self, name: str) -> SurveyQuestion | None:
        """The question of that name, or None."""
        return next((each for each in self.questions if each.name == name), None)


_KEYS = (
    "name",
    "label",
    "says",
    "asked_of",
    "of",
    "after",
    "ways",
    "at_offices",
    "channel",
    "channels",
    "questions",
    "sent_after",
)


def read_survey(entry: Entry, context: Context) -> Survey | None:
    """One survey; None where it has no name, no title, no words or no question."""
    entry.only(*_KEYS)
    name, label, says = entry.slug("name"), entry.text("label", limit=80), entry.text("says", limit=300)
    questions = tuple(_questions(entry))
    asked_of = entry.choice("asked_of", ASKED_OF, required=False) or CUSTOMER
    of = entry.choice("of", (SERVICE, COLLEAGUE), required=False) or SERVICE
    channels = _among(entry, "channels", CHANNELS)
    _check_observer(entry, asked_of, of, channels)
    opened = sorted({each.opens for each in context.kinds.values() if each.opens})
    opened += sorted(each.name for each in context.kinds.values() if each.opens)
    after = _among(entry, "after", opened)
    at_offices = entry.whole("at_offices", least=1, most=MOST_FORMS) if "at_offices" in entry else 0
    if sum(each.solved for each in questions) > 1:
        entry.fault("questions", "Two questions ask whether the matter is solved. Keep one of them.")
    if not (name and label and says and questions):
        return None
    return Survey(
        name,
        label,
        says,
        asked_of,
        of,
        after,
        _among(entry, "ways", WAYS) or ((PAPER,) if asked_of == OBSERVER else WAYS),
        at_offices or 0,
        entry.choice("channel", CHANNELS, required=False) or "",
        channels,
        questions,
        _among(entry, "sent_after", context.kinds),
    )


def _check_observer(entry: Entry, asked_of: str, of: str, channels: tuple[str, ...]) -> None:
    """Note what only an observer's survey can say."""
    if asked_of == CUSTOMER and (of == COLLEAGUE or channels):
        message = "Customers say how our service was. Leave mystery shops and reviews to an observer."
        key = "of" if of == COLLEAGUE else "channels"
        entry.fault(key, message, allowed="asked_of: observer")
    elif asked_of == OBSERVER and (of == COLLEAGUE) == bool(channels):
        message = "An observer looks at a colleague's work or makes mystery shops. Say one of the two."
        entry.fault("asked_of", message, allowed="of: colleague, or channels: [office, telephone, web]")


def _among(entry: Entry, key: str, known: Iterable[str]) -> tuple[str, ...]:
    names = list(known)
    found = entry.words(key)
    for each in found:
        if each not in names:
            entry.not_among(key, f"“{key}” does not take this word.", each, names)
    return tuple(each for each in found if each in names)


def _questions(entry: Entry) -> Iterable[SurveyQuestion]:
    if "questions" not in entry:
        entry.missing("questions")
    inner = entry.inner("questions", where="“questions”")
    for each in inner.named("question") if inner is not None else ():
        each.only("asks", "answer", "choices", "good", "solved", "review")
        answer = each.choice("answer", ANSWERS, required=False) or SCALE
        choices = tuple(each.pairs("choices", names=False))
        if (answer == CHOICE) != bool(choices):
            message = "Only a choice has choices. Write both, or neither."
            each.fault(
                "choices",
                message,
                found=answer,
                allowed="answer: choice, choices: {short-name: What is read}",
            )
        good = each.words("good")
        for slug in good:
            if slug not in dict(choices):
                each.not_among("good", "No choice has this name.", slug, dict(choices))
        solved = each.flag("solved")
        if solved and answer != YES_NO:
            each.fault(
                "solved", "Whether a matter is solved is answered by yes or no. Ask it so.", found=answer
            )
        yield SurveyQuestion(
            each.name,
            each.text("asks", limit=200) or each.name,
            answer,
            choices,
            good,
            solved,
            each.flag("review"),
        )

"""Which panels does the call pad have, and with what do they begin?

pad = Pad.of(here, line, request.POST, to="bea")
pad.transfer.facts          # what the transfer panel says so far
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from kept.casework.messages import filled
from kept.web.calls.colleague import Card, card_of
from kept.web.calls.fetch import ABOUT, OWN_WORDS, SUBJECT, Line
from kept.web.calls.panels import DO, Panel
from kept.web.shared.access import Here
from kept.web.shared.spoken import Spoken, spoken

UID = re.compile(r"[0-9a-f]{32}\Z")
MESSAGE_FIELDS = (
    "from_name",
    "home_phone",
    "mobile_phone",
    "phone",
    "address",
    SUBJECT,
    ABOUT,
    "already_told",
    "best_time",
    "urgent",
    "reply_wanted",
    "last_resort",
    "next_in_told",
    "who_rings_told",
)
WISHES = ("wished_for", "way", "number", "confirmed")


@dataclass(frozen=True)
class Pad:
    """The pad of one call: each panel as it was sent, or fresh. `to` is the colleague who was chosen."""

    here: Here
    line: Line
    post: Mapping[str, str]
    uid: str
    to: str

    @classmethod
    def of(cls, here: Here, line: Line, post: Mapping[str, str], *, to: str) -> Pad:
        """The pad from what was sent."""
        given = post.get("uid", "")
        return cls(here, line, post, given if UID.match(given) else uuid.uuid4().hex, post.get("to", to))

    def _panel(self, name: str, kind: str, *fields: str, **more: object) -> Panel:
        return Panel.of(self.here, name, kind, fields, self.post, **more)  # type: ignore[arg-type]

    @cached_property
    def card(self) -> Card | None:
        """The colleague who was chosen."""
        return card_of(self.here, self.to) if self.to else None

    @cached_property
    def about(self) -> Panel:
        """What it is about, in their words and ours."""
        start = {each: self.line.said(each) for each in (OWN_WORDS, ABOUT, SUBJECT, "caller")}
        labels = {ABOUT: _("What is it about, in a few words of ours?")}
        fields = (OWN_WORDS, SUBJECT, ABOUT, "caller")
        return self._panel("about", "call.received", *fields, start=start, labels=labels)

    @cached_property
    def identity(self) -> Panel:
        """How it was made sure whom we speak to."""
        return self._panel("identity", "identity.checked", "method", start={"method": "questions"})

    @cached_property
    def issue(self) -> Panel:
        """One more thing that they raise."""
        return self._panel("issue", "call.issue_raised", "issue")

    @cached_property
    def note(self) -> Panel:
        """Main points and what was agreed."""
        return self._panel("note", "call.noted", "points", "outcome")

    def _spoken(self, panel: str) -> Spoken:
        typed = self.post.get(f"{panel}-told", "") if self.post.get(DO) == panel else ""
        office = self.line.thread.office
        return spoken(self.here, typed, at=self.here.at, office=office.slug if office else None)

    @cached_property
    def spoken(self) -> Spoken:
        """What was told, beside the notes."""
        return self._spoken("note")

    @cached_property
    def end_spoken(self) -> Spoken:
        """What was told at the end."""
        return self._spoken("end")

    @cached_property
    def offer(self) -> Panel:
        """To ring them straight back."""
        return self._panel("offer", "callback.promised", "phone", start={"phone": self._number()})

    def _number(self) -> str:
        known = self.line.on_file.phones if self.line.identity.known else ()
        return str(self.line.said("phone") or (known[0] if known else ""))

    @cached_property
    def transfer(self) -> Panel:
        """Putting the call through."""
        fields = ("why", "caller_told", "colleague_told", "passed_on")
        return self._panel("transfer", "call.transferred", *fields)

    @cached_property
    def choice(self) -> Panel:
        """What the caller chose, since whom they want is not free."""
        return self._panel("choice", "call.choice_made", "chosen")

    @cached_property
    def message(self) -> Panel:
        """A message for a colleague, begun with the call and, once we know them, with the file."""
        line = self.line
        start: dict[str, object] = {
            each: line.said(each) for each in ("from_name", "phone", SUBJECT, "urgent")
        }
        start[ABOUT] = line.said(ABOUT) or line.said(OWN_WORDS)
        start = {key: value for key, value in start.items() if value not in (None, "")}
        if line.person is not None:
            known = line.identity.known
            phones = line.person.phones if known else []
            start = filled(
                start, name=line.person.name, address=line.person.address if known else "", phones=phones
            )
        return self._panel("message", "message.taken", *MESSAGE_FIELDS, start=start)

    @cached_property
    def wish(self) -> Panel:
        """When and how they would rather be rung; asked on the same form as the message."""
        post = {**self.post, DO: "wish"} if self.post.get(DO) == "message" else self.post
        return Panel.of(self.here, "wish", "callback.wish", WISHES, post)

    @cached_property
    def outside(self) -> Panel:
        """What is nothing of ours."""
        return self._panel("outside", "service.outside", "explained", "details_sent")

    @cached_property
    def not_found(self) -> Panel:
        """Nobody who can help."""
        return self._panel("not-found", "help.not_found", "tried", "about")

    @cached_property
    def heated(self) -> Panel:
        """What happened, in a note of facts."""
        return self._panel("heated", "contact.heated", "note")

    @cached_property
    def escalate(self) -> Panel:
        """What the manager should know."""
        return self._panel("escalate", "contact.escalated", "note")

    @cached_property
    def end(self) -> Panel:
        """The end of the call."""
        fields = ["settled", "why_not", "summed_up", "need_met", "summary_sent"]
        who = self.line.person
        if who is not None and (who.needs or who.need_kinds):
            fields.append("adjusted")
        return self._panel("end", "call.wrapped_up", *fields)

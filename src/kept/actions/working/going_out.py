"""Does what we do reach the customer in a way that they allow?

    going = GoingOut(groups, kinds, zone)       # one query, and none where nothing goes out
    going.refused(group, membership)            # whether something planned may not be
    going.notes(group, by, at)                  # what is written beside what has happened

What is still to come is refused with the way that is open. What has happened is taken, for the record must
not lose it, with an event beside it that says so; the manager hears of it (practice 21). A manager may let it
go out all the same where the law demands it, in words that stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models.functions import Coalesce

from kept.actions.working.placing import Draft, Group
from kept.actions.working.whose import Customers
from kept.casework import Event, Refused
from kept.casework.housekeeping import CONTACT_AGAINST
from kept.casework.permissions import Permission, may
from kept.casework.safe_contact import MESSAGE, Rules, check, rather, rules_of
from kept.rulebook.model import EventKind
from kept.store import refs
from kept.store.models import Membership, Person

# Those of the file that stands, where one was joined into another.
_RULES = Coalesce("merged_into__contact_rules", "contact_rules")
_ASK_A_LEADER = "Where the law demands it all the same, only a manager or director may say so."


class GoingOut:
    """Of one call, what reaches customers, and what they said of it."""

    def __init__(
        self, groups: Iterable[Group], kinds: Mapping[str, EventKind], customers: Customers, zone: str
    ) -> None:
        self.kinds, self.customers, self.zone = kinds, customers, ZoneInfo(zone)
        going = [each for each in groups if any(self._goes(draft) for draft in each.drafts)]
        ids = {person for each in going if (person := self._person(each)) is not None}
        rows = Person.objects.filter(pk__in=ids).values_list("pk", _RULES) if ids else ()
        self.rules: Mapping[int, Rules] = {person: rules_of(kept) for person, kept in rows}

    def _goes(self, draft: Draft) -> bool:
        return not draft.repeats and self._way(draft) is not None

    def _way(self, draft: Draft) -> str | None:
        kind = self.kinds.get(draft.telling.kind)
        return kind.way(draft.answers.facts if draft.answers else {}) if kind is not None else None

    def _person(self, group: Group) -> int | None:
        named = self.customers.of(group)
        if named is not None:
            return named[1]
        return group.docket.person_id if group.docket is not None else None

    def refused(self, group: Group, membership: Membership | None) -> bool:
        """Refuse what is planned against what the customer said; whether anything was."""
        for draft, refused in self._against(group):
            if not self.kinds[draft.telling.kind].planned:
                continue
            if not draft.telling.demanded:
                draft.refused = replace(refused, event=draft.uid)
            elif membership is not None and not may(membership.role, Permission.EXCUSE):
                draft.refused = Refused(f"{refused.sentence} {_ASK_A_LEADER}", "demanded", draft.uid)
        return group.refused is not None

    def notes(self, group: Group, by: str, at: datetime) -> list[tuple[Event, str]]:
        """An event for everything that goes out against it all the same, each with the reason in words."""
        if group.docket is None:
            return []
        ref = group.docket.ref
        return [
            (
                Event(
                    refs.new_uid(),
                    CONTACT_AGAINST,
                    at,
                    at,
                    by,
                    facts=self._facts(draft, group),
                    thread=ref,
                    via=draft.telling.via,
                ),
                draft.telling.demanded,
            )
            for draft, _ in self._against(group)
        ]

    def _facts(self, draft: Draft, group: Group) -> dict[str, object]:
        rules = self.rules[self._person(group) or 0]
        way = self._way(draft) or ""
        if way in rules.allowed and self._leaves_word(draft) and rules.leave_no_message:
            way = MESSAGE
        return {"entry": draft.uid, "way": way, "rather": rather(rules, but=way)}

    def _against(self, group: Group) -> list[tuple[Draft, Refused]]:
        rules = self.rules.get(self._person(group) or 0)
        if not rules:
            return []
        found = []
        for draft in group.drafts:
            if self._goes(draft):
                refused = check(
                    rules,
                    self._way(draft) or "",
                    at=self._local(draft),
                    to_other=self._leaves_word(draft),
                )
                if refused is not None:
                    found.append((draft, refused))
        return found

    def _local(self, draft: Draft) -> datetime | None:
        """When it is, or will be; of what is planned without a time nobody can say."""
        if not self.kinds[draft.telling.kind].planned:
            return draft.happened_at.astimezone(self.zone)
        return next(
            (
                datetime.fromisoformat(str(value)).astimezone(self.zone)
                for name, value in (draft.answers.facts if draft.answers else {}).items()
                if (field := self.kinds[draft.telling.kind].field(name)) is not None
                and field.type == "moment"
            ),
            None,
        )

    def _leaves_word(self, draft: Draft) -> bool:
        name = self.kinds[draft.telling.kind].leaves_word
        facts = draft.answers.facts if draft.answers else {}
        return bool(name and facts.get(name))

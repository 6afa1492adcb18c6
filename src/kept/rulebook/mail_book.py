"""Who opens the post of this house?

    - name: post
      opened_by: [Director, Corporate & Housing Information Officer]    # job titles of association.yaml

In `mailbook.yaml`, shared by all or an association's own. Where nobody is named, whoever is there opens it;
where posts are, whoever stands in for one of them does too.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry


@dataclass(frozen=True, slots=True)
class MailBook:
    """The house's rules for its post. `opened_by` are job titles, and `roles` the roles that go with them."""

    name: str = "post"
    opened_by: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


def read_mail_book(entry: Entry, context: Context) -> MailBook | None:
    """The rules; None where they have no name."""
    entry.only("name", "opened_by")
    name = entry.slug("name")
    known = dict(context.association.roles)
    titles = entry.words("opened_by")
    for each in titles:
        if each not in known:
            entry.not_among("opened_by", "Nobody here has this job.", each, known)
    named = tuple(each for each in titles if each in known)
    if name is None:
        return None
    return MailBook(name, named, tuple(dict.fromkeys(known[each] for each in named)))

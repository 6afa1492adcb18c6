"""What does somebody take away of customers, once somebody else who leads agreed to the purpose?

Nobody takes a list of customers for a purpose of their own: it is asked for and agreed to by another first.
That it was taken is counted with everything that is taken away.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _

from kept.casework.disclosing import EXPORT, masked
from kept.rulebook.privacy import hidden_from
from kept.store import refs
from kept.store.models import Disclosure, Person
from kept.store.seers import seer
from kept.web.shared.access import Here
from kept.web.shared.tablefile import table_file

MOST = 50_000


def export_csv(request: HttpRequest, here: Here, ref: str) -> StreamingHttpResponse:
    """The list, once it was agreed to; 404 before that."""
    rows = Disclosure.objects.filter(association=here.association, sort=EXPORT, approved_at__isnull=False)
    row = rows.filter(ref=refs.tidy(ref)).first()
    if row is None:
        raise Http404
    hidden = hidden_from(here.rulebook, here.membership.role)
    closed = seer(here.membership).closed

    def lines() -> Iterable[Iterable[object]]:
        people = Person.objects.filter(association=here.association, erased_at=None, merged_into=None)
        for each in people.exclude(pk__in=closed).order_by("id")[:MOST].iterator():
            yield (
                each.ref,
                masked(each.name, hidden, "name"),
                masked(each.address, hidden, "address"),
                masked(", ".join(str(one) for one in each.phones), hidden, "phone"),
                masked(each.email, hidden, "email"),
                row.purpose,
            )

    head = (_("Reference"), _("Name"), _("Address"), _("Telephone"), _("E-mail"), _("For this purpose alone"))
    return table_file(f"customers-{row.ref}.csv", here, head, lines)

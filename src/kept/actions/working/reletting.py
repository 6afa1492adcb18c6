"""May this home be let, or is somebody still out there with a key to it?

    refuse_unlet(drafts, here)      # `void.let` of a home whose locks are to be changed is refused

Whoever says of a home that it is ready or let, or that somebody signed for it, and names it by its reference,
hears that its locks come first. It costs a query only where a home is named.
"""

from __future__ import annotations

from collections.abc import Sequence

from kept.actions.working.placing import Draft
from kept.casework import Refused
from kept.store import refs
from kept.store.models import Association, LockChange

LETTING = frozenset({"void.ready", "void.let", "tenancy.signed"})
NOT_YET = (
    "Keys of this home are missing, and its locks are not changed yet. Have them changed first, and say so "
    "on the page “Keys”; then record this."
)


def refuse_unlet(drafts: Sequence[Draft], here: Association) -> None:
    """Refuse each letting of a home whose locks are to be changed."""
    named = [(each, home) for each in drafts if (home := _home(each))]
    if not named:
        return
    waiting = LockChange.objects.filter(association=here, changed_at__isnull=True)
    unlet = set(waiting.filter(home__ref__in={home for _, home in named}).values_list("home__ref", flat=True))
    for draft, home in named:
        if home in unlet:
            draft.refused = Refused(NOT_YET, "home")


def _home(draft: Draft) -> str | None:
    """The reference of the home that it says is let; None for everything else."""
    if draft.refused is not None or draft.telling.kind not in LETTING:
        return None
    said = draft.telling.facts.get("home")
    return refs.tidy(said) if isinstance(said, str) else None

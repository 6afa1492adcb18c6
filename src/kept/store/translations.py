"""What is being translated, which words were agreed in a language, and what was translated before?

    open_ones(membership)                       # every translation that was not sent yet
    terms(karin, "pl")                          # (Term("tenancy", "najem"), …)
    memory(karin, "pl", ["Thank you …"])        # {digest: "Dziękujemy …"}

The association must be active.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet

from kept.casework.translating import Term, digest, paragraphs
from kept.store.formats import TRANSLATION_PROMISE, open_of
from kept.store.models import Association, GlossaryTerm, Membership, Person, RememberedText, Translation
from kept.store.threads import visible_to


def seen(membership: Membership) -> QuerySet[Translation]:
    """Every translation that this member may see, the newest first."""
    rows = Translation.objects.filter(association=membership.association_id)
    rows = rows.filter(thread__in=visible_to(membership).values("pk"))
    return rows.select_related("thread__owner", "person__merged_into", "file", "source_file").order_by("-id")


def open_ones(membership: Membership) -> QuerySet[Translation]:
    """Those that were asked for and not sent, the oldest first."""
    return (
        seen(membership)
        .filter(thread__in=open_of(membership, TRANSLATION_PROMISE))
        .order_by("asked_at", "id")
    )


def of_thread(membership: Membership, ref: str) -> tuple[Translation, ...]:
    """Those that belong to this contact."""
    return tuple(seen(membership).filter(of_thread=ref).order_by("id"))


def find(membership: Membership, ref: str) -> Translation | None:
    """The translation of that thread."""
    return seen(membership).filter(thread__ref=ref).first()


def terms(association: Association, language: str) -> tuple[Term, ...]:
    """The words that were agreed in a language, by our word."""
    rows = GlossaryTerm.objects.filter(association=association, language=language, ended_at__isnull=True)
    return tuple(Term(each.term, each.translation, each.note) for each in rows.order_by("term_key"))


def languages(association: Association) -> dict[str, int]:
    """In which languages words were agreed, and how many."""
    rows = GlossaryTerm.objects.filter(association=association, ended_at__isnull=True)
    return dict(rows.values_list("language").annotate(n=Count("id")).order_by("language"))


def memory(association: Association, language: str, texts: Iterable[str]) -> dict[str, str]:
    """What was translated into the language before, of these texts and their paragraphs, by digest."""
    digests = {digest(part) for each in texts for part in paragraphs(each)}
    return _memory(association, [language], digests).get(language, {}) if digests else {}


def _memory(
    association: Association, languages: Collection[str], digests: Collection[str]
) -> dict[str, dict[str, str]]:
    rows = RememberedText.objects.filter(association=association, language__in=languages, digest__in=digests)
    found: dict[str, dict[str, str]] = {}
    for language, key, text in rows.values_list("language", "digest", "text"):
        found.setdefault(language, {})[key] = text
    return found


def memories(
    association: Association, languages: Collection[str], texts: Iterable[str]
) -> dict[str, dict[str, str]]:
    """The same in several languages; one query."""
    return _memory(association, languages, {digest(each) for each in texts})


def wanted_languages(association: Association) -> dict[str, int]:
    """Which languages our customers prefer to English, and how many of them do."""
    rows = Person.objects.filter(association=association, merged_into__isnull=True, erased_at__isnull=True)
    rows = rows.filter(died_on__isnull=True).exclude(language__in=("", "en"))
    return dict(rows.values_list("language").annotate(n=Count("id")).order_by("-n", "language"))

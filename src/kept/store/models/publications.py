"""What do we publish, in which edition, where does it hang, and to whom did it go?

Which publications there are, and what each must hold, is said by `rulebook.publications`; a row
names one by its slug. An edition is a draft, then issued, then superseded by the next. Nothing here holds a
customer's words: to whom something went is a reference to their file.
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import Bound, to


class PublicationEdition(Bound):
    """One edition. `checks` says by whom and how each thing that it must hold was found:
    {item: {"by": …, "at": …, "evidence": …}}; `reading` what reading it showed, and `verdict` what somebody
    who lives in one of our homes said of it. `holds` is another that lies inside it.
    """

    uid = models.CharField(max_length=200)
    publication = models.SlugField(max_length=60, db_index=False)
    version = models.TextField()
    dated = models.DateField()
    covers = models.TextField(default="", blank=True)
    state = models.SlugField(max_length=12, db_index=False)
    checks = models.JSONField(default=dict, blank=True)
    reading = models.JSONField(default=dict, blank=True)
    verdict = models.JSONField(default=dict, blank=True)
    mark = models.TextField(default="", blank=True)
    mark_on = models.DateField(null=True, blank=True)
    holds = to("PublicationEdition", null=True, blank=True, db_index=False)
    reach = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.TextField(default="", blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.TextField(default="", blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="publicationedition_uid"),
            # Of each publication one edition holds.
            models.UniqueConstraint(
                fields=["association", "publication"],
                condition=models.Q(state="issued"),
                name="publicationedition_one_holds",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "publication", "-id"], name="publicationedition_newest"),
        ]

    def __str__(self) -> str:
        return self.version


class PublicationFile(Bound):
    """An edition in one language and one form; `whole` or a summary."""

    edition = to("PublicationEdition", db_index=False)
    lang = models.SlugField(max_length=20, db_index=False)
    form = models.SlugField(max_length=20, db_index=False)
    whole = models.BooleanField(default=True)
    file = to("StoredFile", db_index=False)
    words = models.TextField(default="", blank=True)
    added_at = models.DateTimeField()
    added_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "edition", "lang", "form", "whole"], name="publicationfile_once"
            ),
        ]


class PublicationPlace(Bound):
    """Where a publication is on show: in an office's rack, on a noticeboard, at an address of the web site.

    `right` is what the last look found; of a page, `checks` says which of the accessibility checks it passed.
    """

    uid = models.CharField(max_length=200)
    publication = models.SlugField(max_length=60, db_index=False)
    sort = models.SlugField(max_length=12, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    place = models.TextField()
    owner = models.TextField(default="", blank=True)
    added_at = models.DateTimeField()
    added_by = models.TextField()
    looked_on = models.DateField(null=True, blank=True)
    looked_by = models.TextField(default="", blank=True)
    right = models.BooleanField(null=True, blank=True)
    checks = models.JSONField(default=dict, blank=True)
    note = models.TextField(default="", blank=True)
    look_again_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="publicationplace_uid"),
        ]
        indexes = [
            models.Index(
                fields=["association", "publication", "id"],
                condition=models.Q(ended_on__isnull=True),
                name="publicationplace_shown",
            ),
        ]


class PublicationSent(Bound):
    """A publication went to somebody: to one person, or an issue to everybody (`person` is empty, `count`
    says to how many). `signed` is the signed copy of what is signed; `outgoing` what carries it. Where it
    came back it is `void_at`, and counts as not sent.
    """

    uid = models.CharField(max_length=200)
    publication = models.SlugField(max_length=60, db_index=False)
    edition = to("PublicationEdition", null=True, blank=True, db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    tenancy = to("Tenancy", null=True, blank=True, db_index=False)
    thread = to("Thread", null=True, blank=True, db_index=False)
    way = models.SlugField(max_length=20, db_index=False)
    form = models.SlugField(max_length=20, db_index=False)
    lang = models.SlugField(max_length=20, db_index=False)
    count = models.IntegerField(default=1)
    signed = to("StoredFile", null=True, blank=True, db_index=False)
    outgoing = models.BigIntegerField(null=True, blank=True)
    note = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.TextField()
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="publicationsent_uid"),
            models.CheckConstraint(condition=models.Q(count__gte=0), name="publicationsent_count"),
        ]
        indexes = [
            models.Index(fields=["association", "publication", "-id"], name="publicationsent_newest"),
            models.Index(
                fields=["association", "person", "-id"],
                condition=models.Q(person__isnull=False),
                name="publicationsent_to",
            ),
            models.Index(
                fields=["association", "thread"],
                condition=models.Q(thread__isnull=False),
                name="publicationsent_on",
            ),
        ]

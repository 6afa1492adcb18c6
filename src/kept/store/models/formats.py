"""In which form can somebody use what we send, which forms do we still owe, and what is being translated?

What happens is told as events on threads; these rows hold what is found again: what somebody asked for,
the copy that is on its way to them, the words that we agreed in another language.
"""

from __future__ import annotations

from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, OnThread, to

NAME = 60


class PersonForm(Bound):
    """One form that a person asked for, such as large print; until it ends.

    `form` is a name of the room `formats`. `asked_by` says in words who asked for them, `words` how they put
    it. Nobody is asked twice for what they said: on `review_on` somebody asks whether it still suits.
    """

    person = to("Person", db_index=False)
    form = models.SlugField(max_length=NAME, db_index=False)
    asked_by = models.TextField(blank=True, default="")
    asked_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, default="")
    told_by = models.TextField()
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "person", "form"],
                condition=models.Q(ended_at__isnull=True),
                name="personform_once",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "person", "id"], name="personform_of"),
            models.Index(
                fields=["association", "review_on", "id"],
                condition=models.Q(ended_at__isnull=True, review_on__isnull=False),
                name="personform_review",
            ),
        ]


class NeedsPlan(Bound):
    """What somebody told us of how to deal with them, in their own words; a new one ends the one before.

    `speaking` is how to speak with them, as agreed with them; `letters` and `visits` what it means there.
    """

    person = to("Person", db_index=False)
    words = models.TextField(blank=True, default="")
    speaking = models.TextField(blank=True, default="")
    letters = models.TextField(blank=True, default="")
    visits = models.TextField(blank=True, default="")
    agreed_on = models.DateField()
    review_on = models.DateField()
    told_by = models.TextField()
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "person"],
                condition=models.Q(ended_at__isnull=True),
                name="needsplan_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "review_on", "id"],
                condition=models.Q(ended_at__isnull=True),
                name="needsplan_review",
            ),
        ]


class OwedForm(OnThread):
    """A usable form of something that went, or is held, until it is sent; the thread is its own.

    `uid` is that of the event with which the clock began, `of_thread` the reference of the contact that it
    belongs to. `letter` is the number of the letter, where it is
    one of ours. `file` is what was made or came back, `by_hand` why a person has to make it.
    """

    uid = models.CharField(max_length=OUTSIDE)
    of_thread = models.CharField(max_length=9, blank=True, default="")
    letter = models.BigIntegerField(null=True, blank=True)
    person = to("Person", null=True, blank=True, db_index=False)
    form = models.SlugField(max_length=NAME, db_index=False)
    language = models.TextField(blank=True, default="")
    what = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    by_hand = models.TextField(blank=True, default="")
    owed_at = models.DateTimeField()
    owed_by = models.TextField()
    supplier = models.BigIntegerField(null=True, blank=True)
    ordered_at = models.DateTimeField(null=True, blank=True)
    file = to("StoredFile", null=True, blank=True, db_index=False)
    produced_at = models.DateTimeField(null=True, blank=True)
    produced_by = models.TextField(blank=True, default="")
    # When it was handed on, and the number under which it went out. What did not arrive was not sent: whether
    # it is still owed is told by the clock of its thread.
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.TextField(blank=True, default="")
    outgoing = models.BigIntegerField(null=True, blank=True)
    way = models.SlugField(max_length=NAME, blank=True, default="", db_index=False)
    # Where it is wanted no longer: when, and in the customer's words.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "uid"], name="owedform_once"),
            models.UniqueConstraint(fields=["association", "thread"], name="owedform_thread"),
        ]
        indexes = [
            models.Index(fields=["association", "of_thread", "id"], name="owedform_of_thread"),
        ]


class Translation(OnThread):
    """A request to put something into another language; the thread is its own.

    `source` is what has to be translated; `short` whether a shortened one was asked for, and `short_by` who
    decided that. `of_thread` is the reference of the contact that it belongs to, `owed` the form that it
    settles there, `template` the letter whose fixed words it holds.
    """

    language = models.TextField()
    what = models.TextField()
    source = models.TextField(blank=True, default="")
    source_file = to("StoredFile", null=True, blank=True, db_index=False)
    template = models.SlugField(max_length=NAME, blank=True, default="", db_index=False)
    of_thread = models.CharField(max_length=9, blank=True, default="")
    person = to("Person", null=True, blank=True, db_index=False)
    owed = to("OwedForm", null=True, blank=True, db_index=False)
    short = models.BooleanField(default=False)
    short_by = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    supplier = models.BigIntegerField(null=True, blank=True)
    ordered_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True, default="")
    file = to("StoredFile", null=True, blank=True, db_index=False)
    proofed_at = models.DateTimeField(null=True, blank=True)
    proofed_by = models.TextField(blank=True, default="")
    reader = models.TextField(blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)
    outgoing = models.BigIntegerField(null=True, blank=True)
    way = models.SlugField(max_length=NAME, blank=True, default="", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "thread"], name="translation_once"),
        ]
        indexes = [
            models.Index(fields=["association", "of_thread", "id"], name="translation_of_thread"),
        ]


class GlossaryTerm(Bound):
    """A word of ours and the one that we agreed for it in another language. Putting it right ends the old."""

    language = models.TextField()
    term = models.TextField()
    term_key = models.TextField()
    translation = models.TextField()
    note = models.TextField(blank=True, default="")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "language", "term_key"],
                condition=models.Q(ended_at__isnull=True),
                name="glossaryterm_once",
            ),
        ]


class RememberedText(Bound):
    """Words that were translated and proof-read once, to be offered again. `digest` is that of the source."""

    language = models.TextField()
    digest = models.CharField(max_length=64)
    source = models.TextField()
    text = models.TextField()
    template = models.SlugField(max_length=NAME, blank=True, default="", db_index=False)
    proofed_by = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "language", "digest"], name="rememberedtext_once"),
        ]

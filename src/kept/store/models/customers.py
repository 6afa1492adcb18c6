"""Who are the people who contact the landlord, and by what may they be found again?"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, to

# Compared byte by byte whatever the language of the database, so that all that begins alike lies together.
BYTES = "C"


@dataclass(frozen=True, slots=True)
class SafeContact:
    """How and when somebody may be reached, and how never; each in words, empty where they did not say."""

    how: str = ""
    when: str = ""
    never: str = ""

    def __bool__(self) -> bool:
        return any((self.how, self.when, self.never))


class Person(Bound):
    """A customer. The keys repeat name and address as they are compared; `log` tells who changed what.

    `external_ref` is what the housing system calls them, `outside` what it last said of them and `overrides`
    what staff put right (see `housing`). `officer` is whom they were last to be told of as their officer, and
    `officer_at` when that was looked at. `language`, `need_kinds` and `preferred_channel` are slugs of
    `policies/people.yaml`; a language may also be a word of its own. `merged_into` is the file that stands
    for this one since both were found to be the same person. What is erased is emptied and says when.
    """

    ref = models.CharField(max_length=9)
    name = models.TextField(default="", blank=True)
    name_key = models.TextField(default="", blank=True, db_collation=BYTES)
    sound_key = models.TextField(default="", blank=True, db_collation=BYTES)
    address = models.TextField(default="", blank=True)
    address_key = models.TextField(default="", blank=True, db_collation=BYTES)
    # The address lies in KeptAddress, for those named there; what stands here is that it is kept back.
    address_hidden = models.BooleanField(default=False, db_default=False)
    phones = models.JSONField(default=list)
    email = models.TextField(default="", blank=True)
    language = models.TextField(default="", blank=True)
    needs = models.TextField(default="", blank=True)
    need_kinds = models.JSONField(default=list)
    preferred_channel = models.TextField(default="", blank=True)
    born_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    contact_how = models.TextField(default="", blank=True)
    contact_when = models.TextField(default="", blank=True)
    contact_never = models.TextField(default="", blank=True)
    # The same by channel, as far as a machine must know it: see casework.safe_contact.
    contact_rules = models.JSONField(default=dict)
    external_ref = models.CharField(max_length=OUTSIDE, null=True, blank=True)
    outside = models.JSONField(default=dict)
    overrides = models.JSONField(default=dict)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    officer_at = models.DateTimeField(null=True, blank=True)
    log = to("Thread", db_index=False)
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    merged_into = to("Person", null=True, blank=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="person_ref"),
            models.UniqueConstraint(fields=["association", "external_ref"], name="person_external"),
        ]
        indexes = [
            models.Index(
                fields=["association", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="person_merged",
            ),
            models.Index(
                fields=["association", "born_on"],
                condition=models.Q(born_on__isnull=False),
                name="person_born",
            ),
            models.Index(
                fields=["association", "id"], condition=~models.Q(overrides={}), name="person_corrected"
            ),
            models.Index(
                fields=["association", "id"],
                condition=models.Q(erased_at__isnull=False),
                name="person_erased",
            ),
            models.Index(
                fields=["association", "id"], condition=models.Q(address_hidden=True), name="person_hidden"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.ref

    @property
    def stands(self) -> Person:
        """The file that stands for this one: itself, unless it was joined into another."""
        return self.merged_into or self

    @property
    def safe_contact(self) -> SafeContact:
        """How, when and how never they may be reached: to be shown wherever they are shown."""
        return SafeContact(self.contact_how, self.contact_when, self.contact_never)


class PersonKey(Bound):
    """One beginning by which a person may be found, folded: a name, sound, address, phone or email."""

    association = models.ForeignKey(
        "store.Association",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    person = models.ForeignKey("store.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    sort = models.CharField(max_length=10, db_collation=BYTES)
    key = models.TextField(db_collation=BYTES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "person", "sort", "key"], name="personkey_once"),
        ]
        indexes = [
            models.Index(fields=["association", "sort", "key", "person"], name="personkey_found"),
        ]

"""Which homes are there, who lives or lived in each, and which officer looks after them?

All three come from the housing system and may be put right by staff. `outside` is what that system last said,
field by field; `overrides` is what staff corrected: {"address": {"value": …, "by": "ann", "at": …}}. Both
stay, so that both can be shown. Nothing here is ever deleted: a home, a tenancy and a patch end on a day.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kept.store.models.bound import OUTSIDE, Bound, to
from kept.store.models.customers import BYTES


class Beside(Bound):
    """A row that the housing system knows too, by a reference of its own."""

    external_ref = models.CharField(max_length=OUTSIDE, null=True, blank=True)
    outside = models.JSONField(default=dict)
    overrides = models.JSONField(default=dict)
    added_at = models.DateTimeField()

    class Meta:
        abstract = True


class Patch(Beside):
    """The homes that one officer looks after; the deputy does where the officer is away."""

    slug = models.SlugField(max_length=60)
    name = models.TextField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    team = to("Team", null=True, blank=True, db_index=False)
    office = to("Office", null=True, blank=True, db_index=False)
    log = to("Thread", db_index=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "slug"], name="patch_slug"),
            models.UniqueConstraint(fields=["association", "external_ref"], name="patch_external"),
        ]

    def __str__(self) -> str:
        return self.name


class Home(Beside):
    """A place where people live. The keys repeat address and postcode as they are compared."""

    ref = models.CharField(max_length=9)
    address = models.TextField(default="", blank=True)
    address_key = models.TextField(default="", blank=True, db_collation=BYTES)
    postcode = models.TextField(default="", blank=True)
    postcode_key = models.TextField(default="", blank=True, db_collation=BYTES)
    patch = to("Patch", null=True, blank=True, db_index=False)
    log = to("Thread", db_index=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="home_ref"),
            models.UniqueConstraint(fields=["association", "external_ref"], name="home_external"),
        ]
        indexes = [
            models.Index(fields=["association", "address_key", "id"], name="home_by_address"),
            models.Index(
                fields=["association", "postcode_key", "address_key", "id"], name="home_by_postcode"
            ),
            models.Index(fields=["association", "patch", "address_key", "id"], name="home_of_patch"),
            models.Index(
                fields=["association", "id"], condition=~models.Q(overrides={}), name="home_corrected"
            ),
        ]

    def __str__(self) -> str:
        return self.address or self.ref


class Tenancy(Beside):
    """Who has to do with a home, as what, from one day to another (that day included)."""

    ref = models.CharField(max_length=9)
    home = to("Home", db_index=False)
    person = to("Person", db_index=False)
    kind = models.SlugField(max_length=40, db_index=False)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="tenancy_ref"),
            models.UniqueConstraint(fields=["association", "external_ref"], name="tenancy_external"),
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True)
                | models.Q(from_on__isnull=True)
                | models.Q(to_on__gte=models.F("from_on")),
                name="tenancy_days_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["association", "person", "id"], name="tenancy_of_person"),
            models.Index(fields=["association", "home", "id"], name="tenancy_of_home"),
        ]

"""Which keys do we hold, on which hook does each set hang, and who has it where it does not?

Rows say how things stand; every movement is an event as well, and `KeyMove` leads from a hook to its events,
so that its whole history is one page. A label is the hook and a number that is never used again: `A12-3`.
Nothing here names a customer: who brought keys or has them is in the words of the event, but for the holder
of a set that is out, whose name stands here until it is back.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from kept.store.models.bound import Bound, to

CODE = 12


def _account(**more: object) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        **more,  # type: ignore[arg-type]
    )


class KeyHook(Bound):
    """One hook of the cabinet of an office."""

    office = to("Office", db_index=False)
    code = models.CharField(max_length=CODE)
    added_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "office", "code"], name="keyhook_code"),
        ]

    def __str__(self) -> str:
        return self.code


class KeyReceipt(Bound):
    """One line of the receipt book: so many keys of a home came to us. `number` has no gaps.

    `issued` is how many were given out, where that is known; `whole` says that no more will come.
    """

    number = models.IntegerField()
    office = to("Office", db_index=False)
    home = to("Home", db_index=False)
    thread = to("Thread", db_index=False)
    uid = models.CharField(max_length=200)
    why = models.SlugField(max_length=40, db_index=False)
    count = models.IntegerField()
    issued = models.IntegerField(null=True, blank=True)
    whole = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    signed_by = models.TextField()
    mailed_to = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "number"], name="keyreceipt_number"),
            models.CheckConstraint(condition=models.Q(count__gt=0), name="keyreceipt_some"),
        ]
        indexes = [models.Index(fields=["association", "home", "id"], name="keyreceipt_of_home")]


class LockChange(Bound):
    """The locks of a home are to be changed, or were. Until `changed_at` the home is not let."""

    home = to("Home", db_index=False)
    thread = to("Thread", db_index=False)
    why = models.SlugField(max_length=40, db_index=False)
    short = models.IntegerField(default=0)
    needed_at = models.DateTimeField()
    needed_by = models.TextField()
    changed_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.TextField(default="", blank=True)
    by_whom = models.TextField(default="", blank=True)
    count = models.IntegerField(null=True, blank=True)
    numbers = models.TextField(default="", blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # A home has one change of locks in hand at a time.
            models.UniqueConstraint(
                fields=["association", "home"],
                condition=models.Q(changed_at__isnull=True),
                name="lockchange_one_in_hand",
            ),
            models.CheckConstraint(
                condition=models.Q(short__gte=0) & (models.Q(count__isnull=True) | models.Q(count__gt=0)),
                name="lockchange_counts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "home"],
                condition=models.Q(settled_at__isnull=True),
                name="lockchange_unsettled",
            ),
        ]


class KeySet(Bound):
    """One key, or some on one ring, under one label.

    `state` is where it is (see `casework.cabinet`). While it is out, `holder` has it, whose account is named
    where they are a colleague; `thread` is that of the loan.
    """

    hook = to("KeyHook", db_index=False)
    number = models.IntegerField()
    home = to("Home", db_index=False)
    receipt = to("KeyReceipt", null=True, blank=True, db_index=False)
    what = models.TextField()
    count = models.IntegerField()
    state = models.SlugField(max_length=20, db_index=False)
    labelled_at = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField()
    holder = models.TextField(default="", blank=True)
    holder_account = _account(null=True, blank=True)
    contractor = models.BooleanField(default=False)
    purpose = models.TextField(default="", blank=True)
    due_back_at = models.DateTimeField(null=True, blank=True)
    chased_at = models.DateTimeField(null=True, blank=True)
    thread = to("Thread", null=True, blank=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "hook", "number"], name="keyset_label"),
            models.CheckConstraint(condition=models.Q(count__gte=0), name="keyset_count"),
        ]
        indexes = [
            models.Index(fields=["association", "home", "id"], name="keyset_of_home"),
            models.Index(fields=["association", "state", "due_back_at"], name="keyset_by_state"),
        ]

    @property
    def label(self) -> str:
        """What is printed on it: never an address."""
        return f"{self.hook.code}-{self.number}"


class KeyIssue(Bound):
    """How many keys a new tenant was given on a day, and how many of them came back."""

    home = to("Home", db_index=False)
    person = to("Person", null=True, blank=True, db_index=False)
    thread = to("Thread", db_index=False)
    count = models.IntegerField()
    back = models.IntegerField(default=0)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(count__gt=0) & models.Q(back__gte=0), name="keyissue_counts"
            ),
        ]
        indexes = [models.Index(fields=["association", "home", "id"], name="keyissue_of_home")]


class CabinetKey(Bound):
    """The key of the cabinet itself, or its spare. Nobody has one that is `in_safe`."""

    office = to("Office", db_index=False)
    sort = models.SlugField(max_length=10, db_index=False)
    holder = _account(null=True, blank=True)
    in_safe = models.BooleanField(default=False)
    since = models.DateTimeField()
    thread = to("Thread", null=True, blank=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "office", "sort"], name="cabinetkey_one"),
            models.CheckConstraint(
                condition=models.Q(in_safe=True, holder__isnull=True)
                | models.Q(in_safe=False, holder__isnull=False),
                name="cabinetkey_somewhere",
            ),
        ]


class CabinetCheck(Bound):
    """One look through a cabinet. Which sets were looked at follows from `seed`; answers are yes or no."""

    office = to("Office", db_index=False)
    seed = models.CharField(max_length=40)
    of = models.IntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.TextField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.TextField(default="", blank=True)
    locked = models.BooleanField(null=True, blank=True)
    spare_there = models.BooleanField(null=True, blank=True)
    key_held = models.BooleanField(null=True, blank=True)
    note = models.TextField(default="", blank=True)
    amiss = models.IntegerField(default=0)
    thread = to("Thread", null=True, blank=True, db_index=False)

    class Meta:
        constraints = [
            # One look at a time.
            models.UniqueConstraint(
                fields=["association", "office"],
                condition=models.Q(done_at__isnull=True),
                name="cabinetcheck_one_in_hand",
            ),
        ]
        indexes = [models.Index(fields=["association", "-drawn_at"], name="cabinetcheck_newest")]


class CabinetFinding(Bound):
    """One set of keys in such a look. With `tenants` it hangs there although a tenant has the home."""

    check_of = to("CabinetCheck", db_index=False)
    keyset = to("KeySet", db_index=False)
    expected = models.SlugField(max_length=20, db_index=False)
    tenants = models.BooleanField(default=False)
    found = models.SlugField(max_length=20, default="", blank=True, db_index=False)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "check_of", "keyset"], name="cabinetfinding_once"),
        ]


class KeyMove(Bound):
    """One movement: which set or cabinet key, on which hook, and the event that says what happened."""

    hook = to("KeyHook", null=True, blank=True, db_index=False)
    keyset = to("KeySet", null=True, blank=True, db_index=False)
    cabinet_key = to("CabinetKey", null=True, blank=True, db_index=False)
    home = to("Home", null=True, blank=True, db_index=False)
    what = models.SlugField(max_length=30, db_index=False)
    count = models.IntegerField(default=0)
    happened_at = models.DateTimeField()
    by = models.TextField()
    thread = to("Thread", db_index=False)
    uid = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(count__gte=0), name="keymove_count")]
        indexes = [
            models.Index(fields=["association", "hook", "-happened_at", "-id"], name="keymove_of_hook"),
            models.Index(fields=["association", "home", "-happened_at", "-id"], name="keymove_of_home"),
        ]

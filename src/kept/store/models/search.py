"""By which words is a contact found again? What its events say, one row for each, kept by the database."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from kept.store.models.bound import OnThread


class SearchDoc(OnThread):
    """The words of one event as they are looked up: the association and the month stand before each.

    So a search reads the postings of one association and one month at a time, newest first, however common
    the word. A trigger writes these rows beside the words and empties them when the words are erased.
    """

    event = models.OneToOneField(
        "store.Event", on_delete=models.DO_NOTHING, related_name="+", primary_key=True, db_constraint=False
    )
    at = models.DateTimeField()
    doc = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["doc"], name="searchdoc_words", gin_pending_list_limit=256)]

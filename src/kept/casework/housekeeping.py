"""Which events does Kept write itself, when something other than a contact changes?

    by_hand(kind)       # False for policy.loaded, member.joined, thread.merged, words.erased …

Nothing changes in silence: a policy that is loaded, somebody who joins, words that are erased, all leave an
event. Nobody records these; they come with the act that they are about, so no form offers them.
"""

from __future__ import annotations

from kept.rulebook.model import EventKind

HOUSE = "house"
POLICY_LOADED = "policy.loaded"
READING_ADOPTED, READING_WITHDRAWN = "reading.adopted", "reading.withdrawn"
ACCOUNT_CREATED, ACCOUNT_CLOSED = "account.created", "account.closed"
PASSWORD_SET = "account.password_set"
MEMBER_JOINED, MEMBER_LEFT = "member.joined", "member.left"
TOKEN_CREATED, TOKEN_REVOKED = "token.created", "token.revoked"
WORDS_ERASED = "words.erased"
THREAD_MERGED, MERGE_UNDONE = "thread.merged", "thread.parted"
HANDED_OVER = "thread.handed_over"
SAMPLE_DRAWN, SAMPLE_CHOSEN = "sample.drawn", "sample.chosen"
CUSTOMER_ADDED, CUSTOMER_CHANGED, CUSTOMER_ERASED = "customer.added", "customer.changed", "customer.erased"
CUSTOMER_ATTACHED, CUSTOMER_DETACHED = "customer.attached", "customer.detached"
# What comes with an act on a contact that is not the house's own affair.
_WITH_AN_ACT = frozenset(
    {WORDS_ERASED, MERGE_UNDONE, HANDED_OVER, SAMPLE_CHOSEN, CUSTOMER_ATTACHED, CUSTOMER_DETACHED}
)


def by_hand(kind: EventKind) -> bool:
    """Whether a person records events of this kind."""
    return kind.opens != HOUSE and kind.acts != "merge" and kind.name not in _WITH_AN_ACT

"""Every table of Kept; each file answers one question."""

from kept.store.models.bound import Bound
from kept.store.models.clocks import Clock, Owed
from kept.store.models.customers import Person, PersonKey, SafeContact
from kept.store.models.heartbeat import Heartbeat
from kept.store.models.ledger import Event, EventText
from kept.store.models.people import Account, Membership
from kept.store.models.places import Association, Office, Team
from kept.store.models.rulebooks import RulebookVersion
from kept.store.models.samples import Drawn, Sample
from kept.store.models.threads import Thread
from kept.store.models.tokens import Idempotency, Token

__all__ = [
    "Account",
    "Association",
    "Bound",
    "Clock",
    "Drawn",
    "Event",
    "EventText",
    "Heartbeat",
    "Idempotency",
    "Membership",
    "Office",
    "Owed",
    "Person",
    "PersonKey",
    "RulebookVersion",
    "SafeContact",
    "Sample",
    "Team",
    "Thread",
    "Token",
]

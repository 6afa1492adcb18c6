"""Every table of Kept; each file answers one question."""

from kept.store.models.behaviour import Restriction, ToRead
from kept.store.models.bound import Bound
from kept.store.models.bundles import BundleConsent, BundleItem, BundleTaken, Gathering
from kept.store.models.cabinet import (
    CabinetCheck,
    CabinetFinding,
    CabinetKey,
    KeyHook,
    KeyIssue,
    KeyMove,
    KeyReceipt,
    KeySet,
    LockChange,
)
from kept.store.models.cases import Case, CaseLink, CaseParty
from kept.store.models.checks import Check, CheckDraw, OutsideCount
from kept.store.models.clocks import Clock, Owed
from kept.store.models.contractors import (
    CodeBreach,
    Contractor,
    ContractorOnThread,
    Operative,
    WorkLook,
)
from kept.store.models.customers import Person, PersonKey, SafeContact
from kept.store.models.diary import Booking, Feed, Marker, Matter, Resource, Session, Slot, Unmet
from kept.store.models.dispatch import Merge, MergePerson, OptOut, Outgoing, PrintBatch
from kept.store.models.email import Mailbox, ReceivedMail, RefusedMail
from kept.store.models.figures import Tally, TallyChange, TallyTook
from kept.store.models.files import Joining, Likeness, NotSame, Representative
from kept.store.models.formats import (
    GlossaryTerm,
    NeedsPlan,
    OwedForm,
    PersonForm,
    RememberedText,
    Translation,
)
from kept.store.models.heartbeat import Heartbeat
from kept.store.models.hooks import Delivery, Hook
from kept.store.models.housing import Home, Patch, Tenancy
from kept.store.models.ledger import Event, EventText
from kept.store.models.lessons import (
    Assessment,
    AssessmentAnswer,
    ComplaintRecord,
    RecordPassedOn,
    WordsDraw,
    WordsToRead,
)
from kept.store.models.letters import Letter
from kept.store.models.mailbook import MailItem, Valuable
from kept.store.models.notices import Mail, MailWish, Notice
from kept.store.models.people import Absence, Account, Membership
from kept.store.models.peoples_data import (
    AddressSeer,
    CustomerDetails,
    DataConsent,
    Disclosure,
    KeptAddress,
    OpeningReason,
    RetentionDone,
    RetentionHold,
    StatementGiven,
)
from kept.store.models.phones import (
    CallRecord,
    MachineMessage,
    MachineNote,
    MachineRound,
    RotaShift,
)
from kept.store.models.places import Association, Office, Team
from kept.store.models.places_checks import (
    Closing,
    FileOnThread,
    Finding,
    HeldWords,
    Inspection,
    Posting,
    PostingLook,
    StoredFile,
)
from kept.store.models.policy_life import (
    PolicyChangeRead,
    PolicyComment,
    PolicyDraft,
    PolicyDraftEdit,
    PolicyTrial,
)
from kept.store.models.presence import AbsenceLook, AbsenceMeeting, AbsenceStep, Presence
from kept.store.models.publications import (
    PublicationEdition,
    PublicationFile,
    PublicationPlace,
    PublicationSent,
)
from kept.store.models.published import Published, PublishedClock, PublishedFigure
from kept.store.models.reception import Tablet, Ticket, Turn
from kept.store.models.registers import RegisterEntry, RegisterLog
from kept.store.models.rehearsal import Rehearsal
from kept.store.models.rulebooks import RulebookVersion
from kept.store.models.safe import AccessLog, Connection, Look
from kept.store.models.samples import Drawn, Sample
from kept.store.models.schemes import Scheme, SchemeHome
from kept.store.models.search import SearchDoc
from kept.store.models.signin import FailedSignIn, Invitation, SignedIn
from kept.store.models.surveys import (
    MysteryShop,
    SurveyKnock,
    SurveyLink,
    SurveyOffer,
    SurveyReply,
    SurveyStock,
)
from kept.store.models.telephone import PassedCall
from kept.store.models.tenancy_changes import MoveListing, SwapAdvert, SwapEntry, SwapMatch
from kept.store.models.threads import Thread
from kept.store.models.tokens import Idempotency, Token
from kept.store.models.visits import Agreed, LoneWork, Visit

__all__ = [
    "Absence",
    "AbsenceLook",
    "AbsenceMeeting",
    "AbsenceStep",
    "AccessLog",
    "Account",
    "AddressSeer",
    "Agreed",
    "Assessment",
    "AssessmentAnswer",
    "Association",
    "Booking",
    "Bound",
    "BundleConsent",
    "BundleItem",
    "BundleTaken",
    "CabinetCheck",
    "CabinetFinding",
    "CabinetKey",
    "CallRecord",
    "Case",
    "CaseLink",
    "CaseParty",
    "Check",
    "CheckDraw",
    "Clock",
    "Closing",
    "CodeBreach",
    "ComplaintRecord",
    "Connection",
    "Contractor",
    "ContractorOnThread",
    "CustomerDetails",
    "DataConsent",
    "Delivery",
    "Disclosure",
    "Drawn",
    "Event",
    "EventText",
    "FailedSignIn",
    "Feed",
    "FileOnThread",
    "Finding",
    "Gathering",
    "GlossaryTerm",
    "Heartbeat",
    "HeldWords",
    "Home",
    "Hook",
    "Idempotency",
    "Inspection",
    "Invitation",
    "Joining",
    "KeptAddress",
    "KeyHook",
    "KeyIssue",
    "KeyMove",
    "KeyReceipt",
    "KeySet",
    "Letter",
    "Likeness",
    "LockChange",
    "LoneWork",
    "Look",
    "MachineMessage",
    "MachineNote",
    "MachineRound",
    "Mail",
    "MailItem",
    "MailWish",
    "Mailbox",
    "Marker",
    "Matter",
    "Membership",
    "Merge",
    "MergePerson",
    "MoveListing",
    "MysteryShop",
    "NeedsPlan",
    "NotSame",
    "Notice",
    "Office",
    "OpeningReason",
    "Operative",
    "OptOut",
    "Outgoing",
    "OutsideCount",
    "Owed",
    "OwedForm",
    "PassedCall",
    "Patch",
    "Person",
    "PersonForm",
    "PersonKey",
    "PolicyChangeRead",
    "PolicyComment",
    "PolicyDraft",
    "PolicyDraftEdit",
    "PolicyTrial",
    "Posting",
    "PostingLook",
    "Presence",
    "PrintBatch",
    "PublicationEdition",
    "PublicationFile",
    "PublicationPlace",
    "PublicationSent",
    "Published",
    "PublishedClock",
    "PublishedFigure",
    "ReceivedMail",
    "RecordPassedOn",
    "RefusedMail",
    "RegisterEntry",
    "RegisterLog",
    "Rehearsal",
    "RememberedText",
    "Representative",
    "Resource",
    "Restriction",
    "RetentionDone",
    "RetentionHold",
    "RotaShift",
    "RulebookVersion",
    "SafeContact",
    "Sample",
    "Scheme",
    "SchemeHome",
    "SearchDoc",
    "Session",
    "SignedIn",
    "Slot",
    "StatementGiven",
    "StoredFile",
    "SurveyKnock",
    "SurveyLink",
    "SurveyOffer",
    "SurveyReply",
    "SurveyStock",
    "SwapAdvert",
    "SwapEntry",
    "SwapMatch",
    "Tablet",
    "Tally",
    "TallyChange",
    "TallyTook",
    "Team",
    "Tenancy",
    "Thread",
    "Ticket",
    "ToRead",
    "Token",
    "Translation",
    "Turn",
    "Unmet",
    "Valuable",
    "Visit",
    "WordsDraw",
    "WordsToRead",
    "WorkLook",
]

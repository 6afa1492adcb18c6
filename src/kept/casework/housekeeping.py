"""Which events does Kept write itself, when something other than a contact changes?

    by_hand(kind)       # False for policy.loaded, member.joined, thread.merged, words.erased …

Nothing changes in silence: a policy that is loaded, somebody who joins, words that are erased, all leave an
event. Nobody records these; they come with the act that they are about, so no form offers them.
"""

from __future__ import annotations

from kept.rulebook.model import EventKind

HOUSE = "house"
DRAFT_BEGUN, DRAFT_CHANGED = "policy.draft_begun", "policy.draft_changed"
DRAFT_CONSULTED, DRAFT_GIVEN_UP = "policy.draft_consulted", "policy.draft_given_up"
COMMENT_TAKEN, COMMENT_ANSWERED = "policy.comment_taken", "policy.comment_answered"
POLICY_APPROVED, APPROVAL_TAKEN_BACK = "policy.approved", "policy.approval_taken_back"
CHANGE_READ = "policy.change_read"
POLICY_LOADED, POLICY_TRIAL_ASKED = "policy.loaded", "policy.trial_asked"
READING_ADOPTED, READING_WITHDRAWN = "reading.adopted", "reading.withdrawn"
ACCOUNT_CREATED, ACCOUNT_CLOSED = "account.created", "account.closed"
PASSWORD_SET = "account.password_set"
MEMBER_JOINED, MEMBER_LEFT = "member.joined", "member.left"
MEMBER_CHANGED, DEPUTY_NAMED = "member.changed", "member.deputy_named"
MEMBER_INVITED, INVITATION_WITHDRAWN = "member.invited", "member.invitation_withdrawn"
ABSENCE_TOLD, ABSENCE_ENDED = "absence.told", "absence.ended"
ABSENCE_SEEN_TO = "absence.seen_to"
REGISTER_ADDED, REGISTER_CHANGED = "register.added", "register.changed"
REGISTER_CHECKED, REGISTER_SIGNED = "register.checked", "register.signed"
REGISTER_ENDED = "register.ended"
ABSENCE_TO_ARRANGE, ABSENCE_ARRANGED = "absence.to_arrange", "absence.arranged"
ARRANGEMENT_NEEDED, ARRANGEMENT_MADE = "arrangement.needed", "arrangement.made"
ARRANGEMENT_NOT_NEEDED = "arrangement.not_needed"
FACTOR_ADDED, FACTOR_REMOVED = "account.factor_added", "account.factor_removed"
SESSIONS_ENDED = "account.sessions_ended"
TOKEN_CREATED, TOKEN_REVOKED = "token.created", "token.revoked"
HOOK_ADDED, HOOK_REMOVED = "hook.added", "hook.removed"
HOOK_PAUSED, HOOK_RESUMED = "hook.paused", "hook.resumed"
WORDS_ERASED = "words.erased"
THREAD_MERGED, MERGE_UNDONE = "thread.merged", "thread.parted"
HANDED_OVER = "thread.handed_over"
SAMPLE_DRAWN, SAMPLE_CHOSEN = "sample.drawn", "sample.chosen"
CUSTOMER_ADDED, CUSTOMER_CHANGED, CUSTOMER_ERASED = "customer.added", "customer.changed", "customer.erased"
CUSTOMER_ATTACHED, CUSTOMER_DETACHED = "customer.attached", "customer.detached"
CUSTOMER_JOINED, CUSTOMER_PARTED = "customer.joined", "customer.parted"
CUSTOMER_TOLD_APART, CUSTOMER_TOLD_ALIKE = "customer.told_apart", "customer.told_alike"
CUSTOMER_FORM_ASKED, CUSTOMER_FORM_ENDED = "customer.form_asked", "customer.form_ended"
CUSTOMER_PLAN_AGREED, GLOSSARY_CHANGED = "customer.plan_agreed", "glossary.changed"
CUSTOMER_REPRESENTED, CUSTOMER_DIED = "customer.represented", "customer.died"
HOME_ADDED, HOME_CHANGED, HOME_ENDED = "home.added", "home.changed", "home.ended"
TENANCY_BEGAN, TENANCY_CHANGED, TENANCY_ENDED = "tenancy.began", "tenancy.changed", "tenancy.ended"
PATCH_ADDED, PATCH_CHANGED, PATCH_ENDED = "patch.added", "patch.changed", "patch.ended"
HOUSING_IMPORTED, WENT_LIVE = "housing.imported", "association.went_live"
OFFICER_NAMED, OFFICER_CHANGED = "officer.named", "officer.changed"
OFFICER_NOT_NEEDED = "officer.not_needed"
CONTACT_MARKED, CONTACT_AGAINST = "contact.marked", "contact.against"
CONNECTION_DECLARED, CONNECTION_ENDED = "connection.declared", "connection.ended"
MONTH_PUBLISHED, COUNTS_TOLD = "month.published", "counts.told"
CHECKS_DRAWN, CHECK_CHOSEN, CHECK_READ = "checks.drawn", "check.chosen", "check.read"
ROTA_CHANGED, SHEET_TAKEN = "rota.changed", "sheet.taken"
MACHINE_NOTED, MACHINE_GONE_THROUGH = "machine.noted", "machine.gone_through"
TURN_GIVEN, TURN_ENDED, BADGE_SEEN = "rota.turn_given", "rota.turn_ended", "rota.badge_seen"
TABLET_OPENED, TABLET_CLOSED = "tablet.opened", "tablet.closed"
# The key cabinet, mystery shops and what is said of a colleague have pages of their own.
KEYS_RECEIVED, KEYS_HUNG, KEYS_DISCARDED = "keys.received", "keys.hung", "keys.discarded"
KEYS_SIGNED_OUT, KEYS_SIGNED_IN = "keys.signed_out", "keys.signed_in"
KEYS_LEFT, KEYS_CHASED = "keys.left_unattended", "keys.chased"
KEYS_MISSING, KEYS_FOUND, KEYS_UPDATED = "keys.missing", "keys.found", "keys.updated"
LOCKS_NEEDED, LOCKS_CHANGED = "locks.change_needed", "locks.changed"
CABINET_KEY_PASSED, CABINET_CHECKED = "cabinet.key_passed", "cabinet.checked"
SPARE_TAKEN, SPARE_RETURNED = "cabinet.spare_taken", "cabinet.spare_returned"
SURVEY_ASKED, SURVEY_ANSWERED = "survey.asked", "survey.answered"
SHOP_PLANNED, SHOP_DONE, SHOP_FOLLOWED_UP = "shop.planned", "shop.done", "shop.followed_up"
CONDUCT_REPORTED = "conduct.reported"
# What was read and sorted, and what is of worth in our hands, are told by their own pages.
CONTACT_READ = "contact.read"
VALUABLES_RECEIVED, VALUABLES_PASSED = "valuables.received", "valuables.passed"
VALUABLES_RETURNED, VALUABLES_SETTLED = "valuables.returned", "valuables.settled"
_POST_ROOM = frozenset(
    {CONTACT_READ, VALUABLES_RECEIVED, VALUABLES_PASSED, VALUABLES_RETURNED, VALUABLES_SETTLED}
)
EDITION_DRAFTED, EDITION_CHANGED = "edition.drafted", "edition.changed"
EDITION_ISSUED, EDITION_REVIEWED = "edition.issued", "edition.reviewed"
PUBLICATION_SHOWN, PUBLICATION_LOOKED_AT = "publication.shown", "publication.looked_at"
PUBLICATION_TAKEN_AWAY, PUBLICATION_GIVEN = "publication.taken_away", "publication.given"
_CABINET = frozenset(
    {
        KEYS_RECEIVED,
        KEYS_HUNG,
        KEYS_DISCARDED,
        KEYS_SIGNED_OUT,
        KEYS_SIGNED_IN,
        KEYS_LEFT,
        KEYS_CHASED,
        KEYS_MISSING,
        KEYS_FOUND,
        KEYS_UPDATED,
        LOCKS_NEEDED,
        LOCKS_CHANGED,
        CABINET_KEY_PASSED,
        CABINET_CHECKED,
        SPARE_TAKEN,
        SPARE_RETURNED,
    }
)
_SURVEYED = frozenset({SURVEY_ASKED, SHOP_PLANNED, SHOP_DONE, SHOP_FOLLOWED_UP, CONDUCT_REPORTED})
# What an absence asks of whoever leads is told by the page that sees to it.
ARRANGING = frozenset(
    {
        ABSENCE_TO_ARRANGE,
        ABSENCE_ARRANGED,
        ARRANGEMENT_NEEDED,
        ARRANGEMENT_MADE,
        ARRANGEMENT_NOT_NEEDED,
    }
)
# A round through an office is told by the page on which it is signed.
INSPECTION_DONE = "inspection.done"
CLOSING_TOLD, CLOSING_CALLED_OFF = "office.closing_told", "office.closing_called_off"
WORDS_HELD = "words.held"
NOTICE_POSTED, NOTICE_LOOKED_AT = "notice.posted", "notice.looked_at"
NOTICE_TAKEN_DOWN = "notice.taken_down"
FILE_KEPT = "file.kept"
ROUNDS = frozenset({INSPECTION_DONE, FILE_KEPT})
SCHEME_CHANGED = "scheme.changed"
CONTRACTOR_CHANGED, CONTRACTOR_CONCERNED = "contractor.changed", "contractor.concerned"
CODE_BROKEN, WORK_LOOKED_AT = "contractor.code_broken", "contractor.work_looked_at"
RESOURCE_CHANGED, MATTER_SETTLED = "resource.changed", "matter.settled"
SURGERY_PLANNED, SURGERY_CALLED_OFF = "surgery.planned", "surgery.called_off"
MARKER_SET, MARKER_ENDED = "marker.set", "marker.ended"
FEED_CHANGED, TIME_NOT_GIVEN = "feed.changed", "time.not_given"
# Forms that we owe, translations, and what is done for those who are less satisfied have pages of their own.
FORM_OWED, FORM_ORDERED = "usable_form.owed", "usable_form.ordered"
FORM_PRODUCED, FORM_SENT = "usable_form.produced", "usable_form.sent"
FORM_NOT_WANTED, FORM_SET_ASIDE = "usable_form.not_wanted", "form.set_aside"
TRANSLATION_REQUESTED, TRANSLATION_ORDERED = "translation.requested", "translation.ordered"
TRANSLATION_RETURNED, TRANSLATION_PROOF_READ = "translation.returned", "translation.proof_read"
TRANSLATION_SENT = "translation.sent"
GROUP_LESS_SATISFIED, GROUP_ACTED_FOR = "group.less_satisfied", "group.acted_for"
GROUP_MEASURED_AGAIN = "group.measured_again"
_FORMS = frozenset(
    {
        FORM_OWED,
        FORM_ORDERED,
        FORM_PRODUCED,
        FORM_SENT,
        FORM_NOT_WANTED,
        FORM_SET_ASIDE,
        TRANSLATION_REQUESTED,
        TRANSLATION_ORDERED,
        TRANSLATION_RETURNED,
        TRANSLATION_PROOF_READ,
        TRANSLATION_SENT,
        GROUP_LESS_SATISFIED,
        GROUP_ACTED_FOR,
        GROUP_MEASURED_AGAIN,
    }
)
# Who takes part in a case, what it is linked with and what has to be done in it are kept on its page.
CASE_CHECKED, TASK_SET = "case.checked", "task.set"
PARTY_JOINED, PARTY_LEFT = "case.party_joined", "case.party_left"
CASE_LINKED, CASE_UNLINKED = "case.linked", "case.unlinked"
_CASES = frozenset({CASE_CHECKED, TASK_SET, PARTY_JOINED, PARTY_LEFT, CASE_LINKED, CASE_UNLINKED})
# A colleague who helps to complain, and the promise that was missed, are chosen on pages of their own.
COMPLAINT_TIED, SUPPORTER_NAMED = "complaint.tied", "complaint.supporter_named"
_COMPLAINTS = frozenset({COMPLAINT_TIED, SUPPORTER_NAMED})
# What we may do with what we know of somebody, and for how long: each on the page of people's data.
CONSENT_ANSWERED, CONSENT_WITHDRAWN = "data_consent.answered", "data_consent.withdrawn"
STATEMENT_GIVEN, DETAILS_CONFIRMED = "data_consent.statement_given", "details.confirmed"
DISCLOSURE_ASKED, DISCLOSURE_APPROVED = "disclosure.asked", "disclosure.approved"
DISCLOSURE_REFUSED, DISCLOSURE_TOLD = "disclosure.refused", "disclosure.customer_told"
ADDRESS_KEPT_BACK, ADDRESS_SHOWN = "disclosure.address_kept_back", "disclosure.address_shown"
OPENED_WITH_REASON = "disclosure.opened_with_reason"
RETENTION_HELD, RETENTION_LIFTED = "retention.held", "retention.hold_lifted"
RETENTION_ERASED = "retention.erased"
BUNDLE_BEGUN, BUNDLE_MARKED, BUNDLE_CONSENT = "bundle.begun", "bundle.marked", "bundle.consent"
BUNDLE_MADE, BUNDLE_TAKEN, DATA_SEARCHED = "bundle.made", "bundle.taken", "personal_data.searched"
_BUNDLES = frozenset({BUNDLE_BEGUN, BUNDLE_MARKED, BUNDLE_CONSENT, BUNDLE_MADE, BUNDLE_TAKEN, DATA_SEARCHED})
BATCH_MADE, BATCH_TAKEN = "batch.made", "batch.taken"
MERGE_BEGUN, MERGE_STOPPED = "merge.begun", "merge.stopped"
# What complaints teach, and what was read again, is told by pages of its own.
LESSON_BEGUN, FAILURE_NOTED = "lesson.begun", "failure.noted"
HANDLING_LOW, ENFORCEMENT_REVIEWED = "record.handling_low", "record.enforcement_reviewed"
WORDS_DRAWN, WORDS_READ = "record.words_drawn", "record.words_read"
RECORD_PUBLISHED, RECORD_RECEIVED, ASSESSED = "record.published", "record.received", "record.assessed"
_LEARNING = frozenset({LESSON_BEGUN, FAILURE_NOTED, HANDLING_LOW, ENFORCEMENT_REVIEWED, WORDS_READ})
# What was decided about a customer has been read by a colleague.
RESTRICTION_READ = "restriction.read"
# What comes with an act on a contact that is not the house's own affair.
_WITH_AN_ACT = frozenset(
    {
        CONTACT_MARKED,
        CONTACT_AGAINST,
        WORDS_ERASED,
        MERGE_UNDONE,
        HANDED_OVER,
        SAMPLE_CHOSEN,
        CHECK_CHOSEN,
        CHECK_READ,
        CUSTOMER_ATTACHED,
        CUSTOMER_DETACHED,
        CONTRACTOR_CONCERNED,
    }
    | {OFFICER_NAMED, OFFICER_CHANGED, OFFICER_NOT_NEEDED}
    | _CABINET
    | _SURVEYED
    | _POST_ROOM
    | ARRANGING
    | ROUNDS
    | _FORMS
    | _LEARNING
    | _CASES
    | _BUNDLES
    | _COMPLAINTS
    | {PUBLICATION_GIVEN}
)
# What Kept tells itself, through the same door as everybody: it begins or ends something that is to be done.
TOLD_BY_KEPT = (
    frozenset({OFFICER_NAMED, OFFICER_CHANGED, OFFICER_NOT_NEEDED, CONTRACTOR_CONCERNED})
    | _CABINET
    | _SURVEYED
    | _POST_ROOM
    | ARRANGING
    | ROUNDS
    | _FORMS
    | _LEARNING
    | _CASES
    | _BUNDLES
    | _COMPLAINTS
    | {PUBLICATION_GIVEN}
)


def by_hand(kind: EventKind) -> bool:
    """Whether a person records events of this kind."""
    return kind.opens != HOUSE and kind.acts != "merge" and kind.name not in _WITH_AN_ACT

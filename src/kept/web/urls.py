"""Which page is at which address? Every route is named, and `access_table.ACCESS` says who may open it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from kept.web.account import views as account
from kept.web.behaviour.deciding import behaviour_part
from kept.web.behaviour.ending import ending
from kept.web.behaviour.incident import incident_new
from kept.web.behaviour.listing import incidents_page
from kept.web.board import mine, morning, moved, odd
from kept.web.board import views as board
from kept.web.bundles import requests as bundle_requests
from kept.web.bundles import views as bundle_pages
from kept.web.cabinet import board as cabinet
from kept.web.cabinet import checking as cabinet_checking
from kept.web.cabinet import home as cabinet_home
from kept.web.cabinet import moving as cabinet_moving
from kept.web.cabinet import receiving as cabinet_receiving
from kept.web.calls import views as calls
from kept.web.calls.callbacks import callbacks
from kept.web.calls.figures import calls_page
from kept.web.calls.letter import call_letter, call_summary
from kept.web.calls.messages import messages as calls_messages
from kept.web.calls.start import call
from kept.web.capture import views as capture
from kept.web.capture.saved import saved
from kept.web.cases import views as case
from kept.web.cases.listing import cases
from kept.web.checks import counting
from kept.web.checks import views as checks
from kept.web.clauses import pack as complaint_pack
from kept.web.clauses import views as clauses
from kept.web.closed import looks
from kept.web.closed import views as closed
from kept.web.complaints import views as complaints
from kept.web.concern import views as concern
from kept.web.contractors import views as contractors
from kept.web.customer import others as customer_others
from kept.web.customer import pairs as customer_pairs
from kept.web.customer import views as customer
from kept.web.danger import views as danger
from kept.web.data_care import customer as data_care_customer
from kept.web.data_care import export as data_care_export
from kept.web.data_care import opening as data_care_opening
from kept.web.data_care import views as data_care
from kept.web.desk import views as desk
from kept.web.diary import book as diary_book
from kept.web.diary import feed as diary_feed
from kept.web.diary import lists as diary_lists
from kept.web.diary import marks as diary_marks
from kept.web.diary import one as diary_one
from kept.web.diary import rooms as diary_rooms
from kept.web.diary import views as diary
from kept.web.estates import views as estates
from kept.web.formats import catalogue as formats_catalogue
from kept.web.formats import customer as formats_customer
from kept.web.formats import equal as formats_equal
from kept.web.formats import glossary as formats_glossary
from kept.web.formats import needs as formats_needs
from kept.web.formats import owed as formats_owed
from kept.web.formats import translations as formats_translations
from kept.web.health import views as health
from kept.web.housing import settling as housing_settling
from kept.web.housing import views as housing
from kept.web.inbox import behind as inbox_behind
from kept.web.inbox import correspondence as inbox_register
from kept.web.inbox import reading as inbox_reading
from kept.web.inbox import views as inbox
from kept.web.inbox import whose as inbox_whose
from kept.web.interviews import views as interviews
from kept.web.keyboard import views as keyboard
from kept.web.lessons import again as lessons_again
from kept.web.lessons import assessing as lessons_assessing
from kept.web.lessons import drawing as lessons_drawing
from kept.web.lessons import public as lessons_public
from kept.web.lessons import records as lessons_records
from kept.web.lessons import views as lessons_views
from kept.web.letters import choosing as letters_choosing
from kept.web.letters import kinds as letters_kinds
from kept.web.letters import lists as letters_lists
from kept.web.letters import outside as letters_outside
from kept.web.letters import views as letters_views
from kept.web.mailbook import one as mailbook_one
from kept.web.mailbook import valuables as mailbook_valuables
from kept.web.mailbook import views as mailbook
from kept.web.notices import views as notices
from kept.web.nuisance import views as nuisance
from kept.web.out_of_hours import catching_up, handover, machine, paper, rota, sheet
from kept.web.out_of_hours.log import log as night_log
from kept.web.out_of_hours.round import round_ as machine_round
from kept.web.outgoing import merging as outgoing_merging
from kept.web.outgoing import printing as outgoing_printing
from kept.web.outgoing import replies as outgoing_replies
from kept.web.outgoing import views as outgoing
from kept.web.performance import dividing, published, starting
from kept.web.performance import views as performance
from kept.web.phones import staffing as phone_staffing
from kept.web.phones import views as phones
from kept.web.policy_life import trials as policy_trials
from kept.web.policy_life import views as policy_life
from kept.web.premises import closing as premises_closing
from kept.web.premises import hours as premises_hours
from kept.web.premises import rounds as premises_rounds
from kept.web.premises import views as premises
from kept.web.promises import views as promises
from kept.web.public_screen import views as public_screen
from kept.web.publications import displays as publication_displays
from kept.web.publications import edition as publication_edition
from kept.web.publications import one as publication_one
from kept.web.publications import requests as publication_requests
from kept.web.publications import signup as publication_signup
from kept.web.publications import views as publications
from kept.web.publications import year as publication_year
from kept.web.reach import views as reach
from kept.web.reception import alert as reception_alert
from kept.web.reception import back as reception_back
from kept.web.reception import panic
from kept.web.reception import rota as reception_rota
from kept.web.reception import tablets as reception_tablets
from kept.web.reception import views as reception
from kept.web.reception import visitor as reception_visitor
from kept.web.registers import answers as register_answers
from kept.web.registers import cards as register_cards
from kept.web.registers import entry as register_entry
from kept.web.registers import views as registers
from kept.web.rehearsal import views as rehearsal
from kept.web.schemes import views as schemes
from kept.web.search import views as search
from kept.web.shared.access import guarded
from kept.web.signin import inviting, openid
from kept.web.signin import views as signin
from kept.web.signin.as_role import as_role
from kept.web.staff import away
from kept.web.staff import views as staff
from kept.web.support import views as support
from kept.web.surveys import entering as survey_entering
from kept.web.surveys import offering as survey_offering
from kept.web.surveys import public as survey_public
from kept.web.surveys import views as surveys
from kept.web.tenancies import moves as tenancies
from kept.web.tenancies import one as tenancies_one
from kept.web.tenancies import swaps as tenancies_swaps
from kept.web.thread import handing, marking, settling
from kept.web.thread import views as thread
from kept.web.visits import out as visits_out
from kept.web.visits import phone as visits_phone
from kept.web.visits import planning as visits_planning
from kept.web.visits import printing as visits_printing
from kept.web.visits import views as visits
from kept.web.who import absence as away_one
from kept.web.who import board as who


class KindName(StringConverter):
    """The name of an event kind: two words with a dot between."""

    regex = r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*"


class ClauseId(StringConverter):
    """The id of a clause, such as karin:letters.1, or "all"."""

    regex = r"[A-Za-z0-9][A-Za-z0-9:._-]*"


register_converter(KindName, "kind")
register_converter(ClauseId, "clause")


def _page(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    return path(route, guarded(name, view), name=name)


urlpatterns = [
    _page("", signin.home, "home"),
    _page("sign-in", signin.sign_in, "sign-in"),
    _page("sign-out", signin.sign_out, "sign-out"),
    _page("sign-in/second", signin.second, "sign-in-second"),
    _page("sign-in/passkey", signin.passkey, "sign-in-passkey"),
    _page("sign-in/openid", openid.openid, "sign-in-openid"),
    _page("sign-in/openid/back", openid.openid_back, "sign-in-openid-back"),
    _page("invitation", inviting.invitation, "invitation"),
    _page("choose", signin.choose, "choose"),
    _page("sign-in/as", as_role, "sign-in-as-role"),
    _page("rehearse/move", rehearsal.move_time, "rehearse-move"),
    _page("healthz", health.healthz, "healthz"),
    _page("readyz", health.readyz, "readyz"),
    _page("<slug:slug>/desk", desk.desk, "desk"),
    _page("<slug:slug>/due", desk.due, "due"),
    _page("<slug:slug>/capture", capture.capture, "capture"),
    _page("<slug:slug>/capture/<kind:kind>", capture.capture_kind, "capture-kind"),
    _page("<slug:slug>/now/<kind:kind>", capture.now, "capture-now"),
    _page("<slug:slug>/saved/<str:ref>", saved, "capture-saved"),
    _page("<slug:slug>/reception", reception.reception, "reception"),
    _page("<slug:slug>/reception/rota", reception_rota.rota, "reception-rota"),
    _page("<slug:slug>/reception/tablets", reception_tablets.tablets, "reception-tablets"),
    _page("<slug:slug>/reception/back", reception_back.back, "reception-back"),
    _page("<slug:slug>/reception/alert", reception_alert.alert, "reception-alert"),
    _page("<slug:slug>/reception/visitor/<str:ref>", reception_visitor.visitor, "reception-visitor"),
    _page("<slug:slug>/reception/visitor/<str:ref>/slip", reception_visitor.slip, "reception-slip"),
    _page("<slug:slug>/panic", panic.panic, "panic"),
    _page("<slug:slug>/check-in/<str:token>", public_screen.check_in, "check-in"),
    _page("<slug:slug>/waiting/<str:token>", public_screen.public_screen, "public-screen"),
    _page("<slug:slug>/call", call, "call"),
    _page("<slug:slug>/call/<str:ref>", calls.call_one, "call-one"),
    _page("<slug:slug>/call/<str:ref>/letter", call_letter, "call-letter"),
    _page("<slug:slug>/call/<str:ref>/summary", call_summary, "call-summary"),
    _page("<slug:slug>/calls", calls_page, "calls"),
    _page("<slug:slug>/calls/to-ring-back", callbacks, "callbacks"),
    _page("<slug:slug>/calls/messages", calls_messages, "messages"),
    _page("<slug:slug>/mail-book", mailbook.mailbook, "mailbook"),
    _page("<slug:slug>/mail-book/find", mailbook_one.finding, "mailbook-find"),
    _page("<slug:slug>/mail-book/<int:number>", mailbook_one.item, "mailbook-item"),
    _page("<slug:slug>/valuables", mailbook_valuables.listed, "valuables"),
    _page("<slug:slug>/valuables/new", mailbook_valuables.new, "valuable-new"),
    _page("<slug:slug>/valuables/<int:number>", mailbook_valuables.one, "valuable"),
    _page("<slug:slug>/thread/<str:ref>/read", mailbook_one.reading, "thread-read"),
    _page("<slug:slug>/inbox", inbox.inbox, "inbox"),
    _page("<slug:slug>/correspondence", inbox_register.correspondence, "correspondence"),
    _page("<slug:slug>/inbox/<int:number>", inbox_reading.email, "email"),
    _page("<slug:slug>/inbox/<int:number>/layout", inbox_behind.layout, "email-layout"),
    _page("<slug:slug>/inbox/<int:number>/message", inbox_behind.raw, "email-raw"),
    _page("<slug:slug>/inbox/<int:number>/whose", inbox_whose.email_whose, "email-whose"),
    _page("<slug:slug>/inbox/<int:number>/not-for-us", inbox_whose.email_not_for_us, "email-not-for-us"),
    _page("<slug:slug>/cases", cases, "cases"),
    _page("<slug:slug>/cases/<str:ref>", case.case, "case"),
    _page("<slug:slug>/requests", bundle_requests.requests_page, "requests"),
    _page("<slug:slug>/cases/<str:ref>/bundle", bundle_pages.begin, "bundle-begin"),
    _page("<slug:slug>/bundles/<str:ref>", bundle_pages.bundle, "bundle"),
    _page("<slug:slug>/bundles/<str:ref>/<int:number>", bundle_pages.item, "bundle-item"),
    _page("<slug:slug>/bundles/<str:ref>/file/<slug:what>", bundle_pages.bundle_file, "bundle-file"),
    _page("<slug:slug>/thread/<str:ref>", thread.thread, "thread"),
    _page("<slug:slug>/thread/<str:ref>/why", thread.thread_why, "thread-why"),
    _page("<slug:slug>/thread/<str:ref>/erase/<str:entry>", settling.thread_erase, "thread-erase"),
    _page("<slug:slug>/thread/<str:ref>/join", settling.thread_join, "thread-join"),
    _page("<slug:slug>/thread/<str:ref>/part/<str:other>", settling.thread_part, "thread-part"),
    _page("<slug:slug>/thread/<str:ref>/mark", marking.thread_mark, "thread-mark"),
    _page("<slug:slug>/thread/<str:ref>/hand-over", handing.thread_hand_over, "thread-hand-over"),
    _page("<slug:slug>/thread/<str:ref>/<kind:kind>", thread.thread_next, "thread-next"),
    _page("<slug:slug>/board", board.board, "board"),
    _page("<slug:slug>/board/moved/<slug:together>", moved.board_moved, "board-moved"),
    _page("<slug:slug>/morning", morning.morning_page, "morning"),
    _page("<slug:slug>/odd", odd.odd, "odd"),
    _page("<slug:slug>/mine", mine.my_figures, "mine"),
    _page("<slug:slug>/customers", customer.customers, "customers"),
    _page("<slug:slug>/customers/duplicates", customer_pairs.duplicates, "customers-duplicates"),
    _page("<slug:slug>/customers/new", customer.customer_new, "customer-new"),
    _page("<slug:slug>/customer/<str:ref>", customer.customer, "customer"),
    _page("<slug:slug>/customer/<str:ref>/edit", customer.customer_edit, "customer-edit"),
    _page("<slug:slug>/customer/<str:ref>/changes", customer.customer_changes, "customer-changes"),
    _page("<slug:slug>/customer/<str:ref>/died", customer_others.customer_died, "customer-died"),
    _page(
        "<slug:slug>/customer/<str:ref>/speaks/<str:who>", customer_others.customer_speaks, "customer-speaks"
    ),
    _page("<slug:slug>/customer/<str:ref>/join", customer_pairs.customer_join, "customer-join"),
    _page("<slug:slug>/customer/<str:ref>/same/<str:other>", customer_pairs.customer_same, "customer-same"),
    _page("<slug:slug>/customer/<str:ref>/part/<str:other>", customer_pairs.customer_part, "customer-part"),
    _page("<slug:slug>/homes", housing.homes, "homes"),
    _page("<slug:slug>/home/<str:ref>", housing.home, "homes-one"),
    _page("<slug:slug>/patches", housing.patches, "patches"),
    _page("<slug:slug>/patch/<slug:patch>", housing.patch, "patches-one"),
    _page("<slug:slug>/housing", housing_settling.differences, "differences"),
    _page("<slug:slug>/housing.csv", housing_settling.differences_csv, "differences-csv"),
    _page("<slug:slug>/clauses", clauses.clauses, "clauses"),
    _page("<slug:slug>/clauses/law", clauses.law, "clauses-law"),
    _page("<slug:slug>/clauses/compare", clauses.compare, "clauses-compare"),
    _page("<slug:slug>/clauses/who-answers", clauses.answering, "answering"),
    _page("<slug:slug>/clauses/standards", clauses.standards, "standards"),
    _page("<slug:slug>/clauses/life", policy_life.life, "policy-life"),
    _page("<slug:slug>/clauses/versions/<slug:version>", policy_life.version, "policy-version"),
    _page("<slug:slug>/clauses/drafts/<int:number>", policy_life.draft, "draft"),
    _page("<slug:slug>/clauses/drafts/<int:number>/file", policy_life.draft_file, "draft-file"),
    _page(
        "<slug:slug>/clauses/drafts/<int:number>/clauses/<clause:clause>",
        policy_life.draft_clause,
        "draft-clause",
    ),
    _page("<slug:slug>/clauses/about", clauses.record, "policy-record"),
    _page("<slug:slug>/clauses/earlier/<slug:document>", clauses.earlier, "policy-earlier"),
    _page("<slug:slug>/clauses/guidance", clauses.guidance, "guidance"),
    _page("<slug:slug>/clauses/drafts/<int:number>/trials", policy_trials.trials, "draft-trials"),
    _page("<slug:slug>/clauses/drafts/<int:number>/trials/<int:trial>", policy_trials.trial, "draft-trial"),
    _page(
        "<slug:slug>/clauses/drafts/<int:number>/trials/<int:trial>.csv",
        policy_trials.trial_csv,
        "draft-trial-csv",
    ),
    _page("<slug:slug>/complaint-pack", complaint_pack.complaint_pack, "complaint-pack"),
    _page("<slug:slug>/clauses/<clause:clause>", clauses.clause, "clauses-one"),
    _page("<slug:slug>/danger", danger.danger, "danger"),
    _page("<slug:slug>/danger/<slug:what>", danger.danger_what, "danger-what"),
    _page("<slug:slug>/alarms", danger.fresh, "alarms"),
    _page("<slug:slug>/alarm/<str:ref>", danger.alarm, "alarm"),
    _page("<slug:slug>/notices", notices.notices, "notices"),
    _page("<slug:slug>/concern", concern.concern, "concern"),
    _page("<slug:slug>/incidents", incidents_page, "incidents"),
    _page("<slug:slug>/incidents/new", incident_new, "incident-new"),
    _page("<slug:slug>/incidents/ending", ending, "ending-new"),
    _page("<slug:slug>/thread/<str:ref>/ending", ending, "ending"),
    _page("<slug:slug>/cases/<str:ref>/behaviour", behaviour_part, "behaviour-part"),
    _page("<slug:slug>/connections", closed.connections, "connections"),
    _page("<slug:slug>/connections/<int:number>/end", closed.connection_end, "connection-end"),
    _page("<slug:slug>/attempts", closed.attempts, "attempts"),
    _page("<slug:slug>/taken-away", looks.taken_away, "taken-away"),
    _page("<slug:slug>/customer/<str:ref>/looks", looks.customer_looks, "customer-looks"),
    _page("<slug:slug>/customer/<str:ref>/contact", reach.customer_contact, "customer-contact"),
    _page("<slug:slug>/diary", diary.diary, "diary"),
    _page("<slug:slug>/diary/book", diary_book.book, "diary-book"),
    _page("<slug:slug>/diary/to-do", diary_lists.to_do, "diary-to-do"),
    _page("<slug:slug>/diary/rooms", diary_rooms.rooms, "diary-rooms"),
    _page("<slug:slug>/diary/feeds", diary_feed.feeds, "diary-feeds"),
    _page("<slug:slug>/diary/<int:booking>", diary_one.booking, "diary-booking"),
    _page("<slug:slug>/diary/<int:booking>/move", diary_book.move, "diary-move"),
    _page("<slug:slug>/diary/<int:booking>/confirmation", diary_one.confirmation, "diary-confirmation"),
    _page("<slug:slug>/diary/<int:booking>/visit.ics", diary_one.invitation, "diary-invitation"),
    _page("<slug:slug>/feed/<str:secret>.ics", diary_feed.feed, "diary-feed"),
    _page("<slug:slug>/customer/<str:ref>/markers", diary_marks.markers, "customer-markers"),
    _page("<slug:slug>/keys", keyboard.keys, "keys"),
    _page("survey", survey_public.survey_link, "survey-link"),
    _page("<slug:slug>/survey/<slug:survey>", survey_public.survey_open, "survey-open"),
    _page("<slug:slug>/tell-us", survey_public.conduct_public, "conduct-public"),
    _page("<slug:slug>/publications", publications.publications, "publications"),
    _page("<slug:slug>/publications/for-you", publications.for_you, "publications-for-you"),
    _page("<slug:slug>/publications/requests", publication_requests.requests, "publication-requests"),
    _page("<slug:slug>/publications/sign-up", publication_signup.sign_up, "given-at-sign-up"),
    _page("<slug:slug>/publications/displays", publication_displays.displays, "displays"),
    _page("<slug:slug>/publications/displays/<int:number>", publication_displays.look, "display"),
    _page("<slug:slug>/publications/year", publication_year.year, "year-figures"),
    _page("<slug:slug>/publications/file/<int:number>", publications.file, "publication-file"),
    _page("<slug:slug>/publications/edition/<int:number>", publication_edition.edition, "edition"),
    _page("<slug:slug>/publications/of/<slug:name>", publication_one.opened, "publication-opened"),
    _page("<slug:slug>/publications/of/<slug:name>/new", publication_edition.new, "edition-new"),
    _page("<slug:slug>/publications/of/<slug:name>/ask", publication_requests.ask, "publication-ask"),
    _page("<slug:slug>/publications/of/<slug:name>/show", publication_displays.new, "display-new"),
    _page("<slug:slug>/thread/<str:ref>/publication", publication_requests.send, "publication-send"),
    _page("<slug:slug>/customers/<str:ref>/publications", publication_signup.had, "publications-had"),
    _page("<slug:slug>/surveys", surveys.surveys, "surveys"),
    _page("<slug:slug>/surveys/<slug:name>", surveys.survey, "question-opened"),
    _page("<slug:slug>/surveys/<slug:name>/paper", surveys.paper, "survey-paper"),
    _page("<slug:slug>/surveys/<slug:name>/enter", survey_entering.enter, "survey-enter"),
    _page("<slug:slug>/thread/<str:ref>/survey/<slug:survey>", survey_offering.offer, "survey-offer"),
    _page("<slug:slug>/shops", survey_entering.shops, "shops"),
    _page("<slug:slug>/shops/plan", survey_entering.plan, "shop-plan"),
    _page("<slug:slug>/shops/<int:number>", survey_entering.shop, "shop"),
    _page("<slug:slug>/reviews", survey_entering.reviews, "reviews"),
    _page("<slug:slug>/conduct", survey_entering.conduct, "conduct"),
    _page("<slug:slug>/customer/<str:ref>/forms", formats_customer.customer_forms, "customer-forms"),
    _page("<slug:slug>/thread/<str:ref>/forms", formats_owed.thread_forms, "thread-forms"),
    _page("<slug:slug>/formats", formats_owed.formats, "formats"),
    _page("<slug:slug>/formats/needs", formats_needs.needs, "needs"),
    _page("<slug:slug>/formats/letters", formats_catalogue.letters_translated, "letters-translated"),
    _page("<slug:slug>/formats/<int:owed>", formats_owed.formats_owed, "formats-owed"),
    _page("<slug:slug>/translations/new", formats_translations.translation_new, "translation-new"),
    _page("<slug:slug>/translations/<str:ref>", formats_translations.translation, "translation"),
    _page("<slug:slug>/glossary", formats_glossary.glossary, "glossary"),
    _page("<slug:slug>/glossary/<slug:language>", formats_glossary.glossary_language, "glossary-language"),
    _page("<slug:slug>/glossary/<slug:language>/words.csv", formats_glossary.glossary_csv, "glossary-csv"),
    _page("<slug:slug>/equal", formats_equal.equal, "equal"),
    _page("<slug:slug>/lessons", lessons_views.lessons_page, "lessons"),
    _page("<slug:slug>/lessons/begin", lessons_drawing.begin, "lesson-begin"),
    _page("<slug:slug>/lessons/draw/<str:ref>", lessons_drawing.draw, "lesson-draw"),
    _page("<slug:slug>/complaint-records", lessons_records.records, "complaint-records"),
    _page("<slug:slug>/complaint-records/<int:number>", lessons_records.record, "complaint-record"),
    _page(
        "<slug:slug>/complaint-records/<int:number>/table",
        lessons_records.record_table,
        "complaint-record-table",
    ),
    _page("<slug:slug>/self-assessment", lessons_assessing.assessments, "assessments"),
    _page("<slug:slug>/self-assessment/<int:number>", lessons_assessing.assessment, "assessment"),
    _page("<slug:slug>/words-again", lessons_again.words_list, "words-again"),
    _page("<slug:slug>/words-again/<int:number>", lessons_again.words_read, "words-read"),
    _page("<slug:slug>/complaints", lessons_public.complaints_public, "complaints-public"),
    _page("<slug:slug>/promises", promises.our_promises, "our-promises"),
    _page("<slug:slug>/promises/changes", promises.our_changes, "our-changes"),
    _page("<slug:slug>/promises.json", promises.our_promises_json, "our-promises-json"),
    _page("<slug:slug>/promises.csv", promises.our_promises_csv, "our-promises-csv"),
    _page("<slug:slug>/promises/<slug:sheet>.pdf", promises.our_promises_print, "our-promises-print"),
    _page("<slug:slug>/moves", tenancies.moves, "moves"),
    _page("<slug:slug>/exchanges", tenancies_swaps.swaps, "swaps"),
    _page("<slug:slug>/exchanges/list", tenancies_swaps.swaps_list, "swaps-list"),
    _page("<slug:slug>/cases/<str:ref>/moving/<slug:what>", tenancies_one.moving, "case-moving"),
    _page("<slug:slug>/schemes", schemes.schemes, "schemes"),
    _page("<slug:slug>/support", support.support, "support"),
    _page("<slug:slug>/estates", estates.estates, "estates"),
    _page("<slug:slug>/estates/<str:ref>/photograph", estates.photograph, "estate-photograph"),
    _page("<slug:slug>/schemes/<int:number>", schemes.scheme, "scheme"),
    _page("<slug:slug>/schemes/<int:number>/letter/<str:ref>", schemes.letter, "scheme-letter"),
    _page("<slug:slug>/data", data_care.data, "data"),
    _page("<slug:slug>/data/<str:ref>.csv", data_care_export.export_csv, "data-export-csv"),
    _page("<slug:slug>/customer/<str:ref>/data", data_care_customer.customer_data, "customer-data"),
    _page("<slug:slug>/opening/<slug:what>/<str:ref>", data_care_opening.opening, "opening"),
    _page("<slug:slug>/contractors", contractors.contractors, "contractors"),
    _page("<slug:slug>/neighbours", nuisance.neighbours, "neighbours"),
    _page("<slug:slug>/neighbours/<str:ref>/diary", nuisance.diary, "neighbours-diary"),
    _page("<slug:slug>/contractors/pack", contractors.pack, "contractor-pack"),
    _page("<slug:slug>/contractors/<int:number>", contractors.contractor, "contractor"),
    _page("<slug:slug>/thread/<str:ref>/contractor", contractors.about, "thread-contractor"),
    _page("<slug:slug>/thread/<str:ref>/complaint", complaints.complaint_from, "complaint-from"),
    _page("<slug:slug>/cases/<str:ref>/complaint", complaints.complaint_part, "complaint-part"),
    _page("<slug:slug>/remedies", complaints.remedies, "remedies"),
    _page("<slug:slug>/cabinet", cabinet.board, "cabinet"),
    _page("<slug:slug>/cabinet/key", cabinet.key, "cabinet-key"),
    _page("<slug:slug>/cabinet/book", cabinet.book, "cabinet-book"),
    _page("<slug:slug>/cabinet/book/<int:number>", cabinet_receiving.receipt, "cabinet-receipt"),
    _page("<slug:slug>/cabinet/book/<int:number>/labels", cabinet_receiving.labels, "cabinet-labels"),
    _page("<slug:slug>/cabinet/hook/<slug:office>/<str:code>", cabinet.hook, "cabinet-hook"),
    _page("<slug:slug>/cabinet/set/<int:number>", cabinet_moving.keys, "cabinet-set"),
    _page("<slug:slug>/cabinet/home/<str:ref>", cabinet_home.home, "cabinet-home"),
    _page("<slug:slug>/cabinet/home/<str:ref>/receive", cabinet_receiving.receive, "cabinet-receive"),
    _page("<slug:slug>/cabinet/home/<str:ref>/locks", cabinet_home.locks, "cabinet-locks"),
    _page("<slug:slug>/cabinet/home/<str:ref>/hand-over", cabinet_home.hand_over, "cabinet-hand-over"),
    _page("<slug:slug>/cabinet/checks", cabinet_checking.checks, "cabinet-checks"),
    _page("<slug:slug>/cabinet/checks/<int:number>", cabinet_checking.check, "cabinet-check"),
    _page("<slug:slug>/account", account.account, "account"),
    _page("<slug:slug>/account/app", account.app, "account-app"),
    _page("<slug:slug>/account/passkey", account.passkey, "account-passkey"),
    _page("<slug:slug>/away", away.away, "away"),
    _page("<slug:slug>/away/<int:absence>", away_one.away_one, "away-one"),
    _page("<slug:slug>/who", who.who, "who"),
    _page("<slug:slug>/registers", registers.registers, "registers"),
    _page("<slug:slug>/registers/<slug:register>", registers.opened, "register-opened"),
    _page("<slug:slug>/registers/<slug:register>/new", registers.new, "register-new"),
    _page("<slug:slug>/register/<int:entry>", register_entry.entry, "register-entry"),
    _page("<slug:slug>/register/<int:entry>/change", register_entry.change, "register-change"),
    _page("<slug:slug>/register/file/<slug:sha256>", register_entry.file, "register-file"),
    _page("<slug:slug>/answers", register_answers.answers, "answers"),
    _page("<slug:slug>/card-check", register_cards.card_check, "card-check"),
    _page("<slug:slug>/staff", staff.staff, "staff"),
    _page("<slug:slug>/staff/<int:account>", staff.one, "staff-one"),
    _page("<slug:slug>/staff/<int:account>/leave", staff.leave, "staff-leave"),
    _page("<slug:slug>/offices", premises.overview, "premises"),
    _page("<slug:slug>/offices/rounds", premises.rounds_made, "premises-rounds"),
    _page("<slug:slug>/offices/rounds/<int:number>", premises.round_one, "premises-round"),
    _page("<slug:slug>/offices/round/<slug:checklist>", premises_rounds.check_opened, "check-opened"),
    _page("<slug:slug>/offices/defect/<str:ref>", premises.defect, "defect"),
    _page("<slug:slug>/offices/closures", premises_closing.closures, "closures"),
    _page("<slug:slug>/offices/hours", premises_hours.opening_hours, "opening-hours"),
    _page("<slug:slug>/offices/hours/<slug:office>/notice", premises_hours.hours_notice, "hours-notice"),
    _page(
        "<slug:slug>/offices/hours/<slug:office>/offers", premises_hours.access_statement, "access-statement"
    ),
    _page("<slug:slug>/offices/notices", premises_hours.posted, "posted"),
    _page("<slug:slug>/offices/words", premises_hours.held_words, "held-words"),
    _page("<slug:slug>/opening-hours", premises_hours.hours_public, "hours-public"),
    _page("<slug:slug>/file/<str:sha256>", premises.file, "file"),
    _page("<slug:slug>/search", search.everything, "search"),
    _page("<slug:slug>/performance", performance.performance, "performance"),
    _page("<slug:slug>/performance.csv", performance.performance_csv, "performance-csv"),
    _page("<slug:slug>/performance/start", starting.at_the_start, "performance-start"),
    _page("<slug:slug>/performance/published", published.published, "performance-published"),
    _page("<slug:slug>/performance/published/<str:month>.csv", published.month_csv, "performance-month-csv"),
    _page("<slug:slug>/performance/published/<str:month>", published.month_page, "performance-month"),
    _page("<slug:slug>/performance/<clause:clause>/splits", dividing.divided, "performance-splits"),
    _page("<slug:slug>/counts", counting.counts, "counts"),
    _page("<slug:slug>/night", handover.handover, "night"),
    _page("<slug:slug>/night/log", night_log, "night-log"),
    _page("<slug:slug>/night/sheet", sheet.sheet, "night-sheet"),
    _page("<slug:slug>/night/machine", machine.machine, "night-machine"),
    _page("<slug:slug>/night/machine/<int:number>", machine_round, "night-round"),
    _page("<slug:slug>/rota", rota.rota, "night-rota"),
    _page("<slug:slug>/rota/change", rota.change, "night-rota-change"),
    _page("<slug:slug>/paper", paper.paper, "paper"),
    _page("<slug:slug>/paper/catch-up", catching_up.catching_up, "paper-catch-up"),
    _page("<slug:slug>/phones", phones.phones, "phones"),
    _page("<slug:slug>/phones.csv", phones.phones_csv, "phones-csv"),
    _page("<slug:slug>/phones/calls", phones.calls, "phones-calls"),
    _page("<slug:slug>/phones/staffing", phone_staffing.staffing, "phones-staffing"),
    _page("<slug:slug>/checks", checks.checks_list, "checks"),
    _page("<slug:slug>/checks/<int:check>", checks.check_one, "checks-one"),
    _page("<slug:slug>/performance/<clause:clause>.csv", performance.clause_csv, "performance-clause-csv"),
    _page("<slug:slug>/performance/<clause:clause>", performance.clause, "performance-clause"),
    _page("<slug:slug>/outgoing", outgoing.outgoing, "outgoing"),
    _page("<slug:slug>/outgoing/replies", outgoing_replies.replies, "outgoing-replies"),
    _page("<slug:slug>/outgoing/sent", outgoing.proof, "outgoing-proof"),
    _page("<slug:slug>/outgoing/sent.csv", outgoing.proof_csv, "outgoing-proof-csv"),
    _page("<slug:slug>/outgoing/batches", outgoing_printing.print_batches, "print-batches"),
    _page("<slug:slug>/outgoing/batches/<str:ref>", outgoing_printing.print_batch, "print-batch"),
    _page(
        "<slug:slug>/outgoing/batches/<str:ref>/<slug:which>.pdf",
        outgoing_printing.print_batch_file,
        "print-batch-file",
    ),
    _page("<slug:slug>/outgoing/one/<str:ref>", outgoing.one, "outgoing-one"),
    _page("<slug:slug>/outgoing/one/<str:ref>/<slug:sha256>", outgoing.file, "outgoing-file"),
    _page("<slug:slug>/mailings", outgoing_merging.merges_list, "merges"),
    _page("<slug:slug>/mailings/new", outgoing_merging.merge_new, "merge-new"),
    _page("<slug:slug>/mailings/<str:ref>", outgoing_merging.merge, "merge"),
    _page("<slug:slug>/mailings/<str:ref>/list.csv", outgoing_merging.merge_csv, "merge-csv"),
    _page("<slug:slug>/visits", visits.day, "visits"),
    _page("<slug:slug>/visits/plan", visits_planning.plan, "visit-plan"),
    _page("<slug:slug>/visits/phone", visits_phone.phone, "visits-phone"),
    _page("<slug:slug>/visits/phone/send", visits_phone.send, "visits-phone-send"),
    _page("<slug:slug>/visits/phone/shell", visits_phone.shell, "visits-phone-shell"),
    _page("<slug:slug>/visits/phone/worker.js", visits_phone.worker, "visits-phone-worker"),
    _page("<slug:slug>/visit/<int:number>", visits.one, "visit"),
    _page("<slug:slug>/visit/<int:number>/card", visits_printing.card, "visit-card"),
    _page("<slug:slug>/visit/<int:number>/summary", visits_printing.summary, "visit-summary"),
    _page("<slug:slug>/visit/<int:number>/approve", visits.approve, "visit-approve"),
    _page("<slug:slug>/visit/<int:number>/<kind:kind>", visits.step, "visit-step"),
    _page("<slug:slug>/out", visits_out.out, "out"),
    _page("<slug:slug>/letters", letters_lists.letters_page, "letters"),
    _page("<slug:slug>/letters/kinds", letters_kinds.letter_kinds, "letter-kinds"),
    _page("<slug:slug>/letters/outside", letters_outside.letters_outside, "letters-outside"),
    _page("<slug:slug>/letters/<str:ref>", letters_views.letter, "letter"),
    _page("<slug:slug>/letters/<str:ref>/pdf", letters_views.letter_pdf, "letter-pdf"),
    _page("<slug:slug>/thread/<str:ref>/letters/new", letters_choosing.on_thread, "letter-new"),
    _page("<slug:slug>/customer/<str:ref>/letters/new", letters_choosing.to_customer, "letter-new-customer"),
    _page("<slug:slug>/interviews", interviews.interviews, "interviews"),
    _page("<slug:slug>/prepare/<str:ref>", interviews.prepare, "prepare"),
    _page("<slug:slug>/talk/<str:ref>/plan", interviews.plan, "talk-plan"),
    _page("<slug:slug>/talk/<str:ref>/exception", interviews.exception, "interview-exception"),
    _page("<slug:slug>/talk/<str:ref>/<kind:kind>", interviews.record, "interview-record"),
]

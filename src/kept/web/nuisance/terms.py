"""What does the page of a broken term, or of illegal occupiers, show beside its steps?"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework.cases import Standing
from kept.casework.permissions import Permission
from kept.store.models import Thread
from kept.web.nuisance.panel import (
    TEMPLATE,
    Group,
    Line,
    Record,
    care,
    contract,
    file_lines,
    moving,
    others,
)
from kept.web.shared.access import Here
from kept.web.shared.case_panels import Panel


def broken_terms(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """A term that was broken, by tenant or leaseholder."""
    record = Record(here, thread, standing)
    groups = [care(record), _terms(record), _tried(record), _approvals(record), contract(record)]
    groups += [others(record), moving(record)]
    return Panel(TEMPLATE, {"groups": [each for each in groups if each is not None]})


def occupation(request: HttpRequest, here: Here, thread: Thread, standing: Standing) -> Panel:
    """Somebody in a home without a right to it: shared between housing and legal."""
    record = Record(here, thread, standing)
    return Panel(TEMPLATE, {"groups": [_shared(record), _papers(record), moving(record)]})


# ---- broken terms ------------------------------------------------------------------------------------------


def _terms(record: Record) -> Group:
    opened = record.standing.opened
    lines = [
        Line(record.choice(opened, "tenure"), record.said(opened, "term")),
        Line(_("Advice before"), record.choice(opened, "advice")),
    ]
    for each in record.of("tenancy_breach.advised"):
        lines.append(Line(_("Advice given"), record.when(each), words=record.said(each, "note")))
        lines.append(Line(_("Who can help"), record.said(each, "agency")))
    for each in record.of("tenancy_breach.evidence_added"):
        lines.append(Line(_("Evidence"), record.choice(each, "what"), words=record.said(each, "note")))
    for each in record.of("tenancy_breach.heard"):
        words = " · ".join(filter(None, (record.said(each, "note"), record.said(each, "needs"))))
        lines.append(Line(_("How they see it"), record.choice(each, "result"), words=words))
    if not record.of("tenancy_breach.heard"):
        lines.append(Line(_("How they see it"), tag=_("Ask them"), tone="soon"))
    return Group("terms", _("What was broken"), tuple(lines))


def _tried(record: Record) -> Group | None:
    lines = []
    for each in record.of("tenancy_breach.warned", "tenancy_breach.agreed", "tenancy_breach.looked_at"):
        kind = record.here.rulebook.kinds[each.kind]
        on = record.day(each.facts.get("put_right_by") or each.facts.get("look_on"))
        words = record.said(each, "reasons", "terms", "note")
        text = _("%(when)s. Day: %(day)s") % {"when": record.when(each), "day": on}
        lines.append(Line(kind.label, text, words=words))
    return Group("tried", _("What was tried"), tuple(lines)) if lines else None


def _approvals(record: Record) -> Group | None:
    lines = []
    for each in record.of(
        "tenancy_breach.proposed", "tenancy_breach.approved", "tenancy_breach.not_approved"
    ):
        kind = record.here.rulebook.kinds[each.kind]
        words = " · ".join(
            filter(None, (record.said(each, name) for name in ("reasons", "alternatives", "welfare")))
        )
        what = record.choice(each, "what")
        lines.append(Line(kind.label, " · ".join(filter(None, (what, record.when(each)))), words=words))
    for each in record.of("tenancy_breach.notice_served"):
        until = record.day(each.facts.get("expires_on"))
        text = _("%(ground)s, until %(day)s") % {"ground": record.said(each, "ground"), "day": until}
        lines.append(Line(_("Notice"), text))
    for each in record.of("tenancy_breach.claimed", "tenancy_breach.heard_in_court"):
        text = record.choice(each, "result") or record.said(each, "court")
        heard = record.day(each.facts.get("hearing_on"))
        lines.append(Line(_("Court"), f"{text}, {heard}", words=record.said(each, "note")))
    return Group("approvals", _("Notice and court, with whose word"), tuple(lines)) if lines else None


# ---- illegal occupiers -------------------------------------------------------------------------------------


def _shared(record: Record) -> Group:
    lines = []
    for each in record.of("occupation.checked"):
        lines.append(
            Line(_("Who lives there"), record.choice(each, "found"), words=record.said(each, "note"))
        )
    passed = record.of("occupation.passed_to_legal")
    if passed:
        lines.append(Line(_("At legal"), record.said(passed[-1], "whom")))
    else:
        lines.append(Line(_("At legal"), tag=_("Not shared yet"), tone="soon"))
    for each in record.of("occupation.legal_answered"):
        lines.append(Line(_("Legal says"), record.choice(each, "way"), words=record.said(each, "advice")))
    return Group("shared", _("Housing and legal"), tuple(lines))


def _papers(record: Record) -> Group:
    passed = record.of("occupation.passed_to_legal")
    lines = [Line(_("Given to legal"), record.said(each, "documents"), words="") for each in passed]
    lines += file_lines(record)
    if not lines:
        lines = [Line(_("Documents"), _("None yet."))]
    address = reverse("neighbours-diary", args=[record.here.slug, record.thread.ref])
    act = (_("Add a document"), address) if record.here.may(Permission.RECORD) else ("", "")
    return Group("papers", _("Documents"), tuple(lines), act)

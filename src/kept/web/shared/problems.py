"""What does a page say when something is wrong?

Each says what happened in plain words and what to do next, in the frame of every other page. Those that
answer a failure of ours touch neither the session nor the database, which may be what failed.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.web.shared.frame import Frame, page
from kept.web.shared.keeping import Typed, go_on, saved_from_failure

if TYPE_CHECKING:
    from kept.web.shared.access import Here

PORTION, MOST_HEARD = 256 * 1024, 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """One page that explains: a heading, sentences, and where to go
    from here. `typed` goes back by one button.
    """

    heading: str
    sentences: tuple[str, ...]
    way_out: str = ""
    way_out_label: str = ""
    typed: Typed | None = None
    button: str = ""
    errors: tuple[str, ...] = ()


def forbidden(request: HttpRequest, sentence: str, *, here: Here | None = None) -> HttpResponse:
    """403: your role does not include this, and whom to ask."""
    problem = Problem(
        _("This is not part of your role"), (sentence,), reverse("home"), _("Go to the first page")
    )
    return page(request, "shared/problem.html", problem, title=problem.heading, here=here, status=403)


def conflict(request: HttpRequest, sentence: str, *, here: Here, way_out: str, label: str) -> HttpResponse:
    """409: what is on record does not allow it, and what to do instead."""
    problem = Problem(_("That cannot be done now"), (sentence,), way_out, label)
    return page(request, "shared/problem.html", problem, title=problem.heading, here=here, status=409)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 from deeper down."""
    return forbidden(request, str(exception or "") or _("Your account does not allow this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: says the same for what does not exist and for what this person may not know of."""
    problem = Problem(
        _("There is no such page"),
        (
            _(
                "The address may be mistyped, or it may belong to an association or a contact that "
                "you cannot see."
            ),
            _("Check the address, or look for the contact by its reference."),
        ),
        reverse("home"),
        _("Go to the first page"),
    )
    return _bare(request, problem, 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read; 413 where it was too much at once."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        _hear_out(request)
        problem = Problem(
            _("That is too much for one form"),
            (
                _("Nothing was saved."),
                _("Go back in your browser: what you typed is still there. Shorten it, and save again."),
            ),
        )
        return _bare(request, problem, 413)
    problem = Problem(
        _("We could not read that"),
        (_("The address or the form holds something that no page here sends. Go back and try again."),),
        reverse("home"),
        _("Go to the first page"),
    )
    return _bare(request, problem, 400)


def _hear_out(request: HttpRequest) -> None:
    """Let the sender finish, and keep nothing of it: many read no answer until they have sent everything."""
    with suppress(OSError):
        for _each in range(MOST_HEARD // PORTION):
            if not request.read(PORTION):
                return


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the session. One of our own pages
    gets its words back; another site's does not.
    """
    typed = saved_from_failure(request) if _sent_by_us(request) else None
    if typed is not None:
        says = _(
            "You signed in or out in the meantime, so the form has to be sent once more. What you "
            "typed is here."
        )
        return go_on(
            request,
            typed,
            heading=_("Please check your form again"),
            says=says,
            button=_("Show the form"),
            status=403,
        )
    problem = Problem(
        _("This form is too old"),
        (
            _("Nothing was saved. Your browser did not send the token that shows where the form comes from."),
            _("Allow cookies for this site, load the page again, and send the form once more."),
        ),
        reverse("home"),
        _("Go to the first page"),
    )
    return _bare(request, problem, 403)


def _sent_by_us(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == (
        f"{request.scheme}://{request.get_host()}"
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database that does not answer. What was typed comes along."""
    failure = sys.exc_info()[1]
    typed = saved_from_failure(request)
    kept_words = (_("What you typed is kept on this page."),) if typed else ()
    if isinstance(failure, OperationalError | InterfaceError):
        problem = Problem(
            _("The database does not answer"),
            (
                _("Nothing was lost, and nothing was saved just now."),
                *kept_words,
                _("Wait a minute and try again. If it goes on, tell whoever looks after Kept here."),
            ),
            typed=typed,
            button=_("Try again"),
        )
        return _bare(request, problem, 503)
    problem = Problem(
        _("Something went wrong on our side"),
        (
            _("It has been written to the log, and nothing was saved."),
            *kept_words,
            _("Try again. If it happens twice, tell whoever looks after Kept here what you were doing."),
        ),
        typed=typed,
        button=_("Try again"),
    )
    return _bare(request, problem, 500)


def _bare(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
    """The page made without asking who is signed in."""
    frame = Frame(problem.heading, "", reverse("home"), None, "", False, None)
    context = {"view": problem, "frame": frame, "csrf_token": get_token(request)}
    html = render_to_string("shared/problem.html", context)
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store, private"
    return response

"""Is the database ready to be worked with? A process of its own, started by `kept run` before web and worker.

    $ python -m kept.commands.preparing

It migrates as the owner; then, bound as everybody is, it loads the rulebooks that changed, and fills a new
database with the example: contacts that a landlord recorded, and somebody in each role to sign in as. What a
killed first start left undone is done by the next.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kept.server import Trouble, places

BY = "kept"
# What this process answers where the database holds a demonstration, which needs no example.
DEMONSTRATION = 10
EXAMPLE = ("karin", "contacts-2017.csv", "contacts-2017.map.yaml")
# An address of these can never belong to anybody.
MAIL = "kept.example"
EVERYWHERE = "everywhere"
# Invented people, one for each role, so that greetings and timelines read as they will in life.
NAMES = {
    "receptionist": "Ruth Adeyemi",
    "officer": "Omar Sinclair",
    "manager": "Mina Kowalska",
    "director": "David Pryce",
    "policy-officer": "Priya Fraser",
    "auditor": "Alan Okafor",
    "administrator": "Ada Lindqvist",
}


def main() -> int:
    # What is written into the data folder on the way is for its owner alone.
    os.umask(0o077)
    try:
        migrate()
        check_bound()
        _load_rulebooks()
        if _is_demonstration():
            return DEMONSTRATION
        if _is_new():
            _bring_in_example()
            _make_accounts()
    except Trouble as fault:
        print(f"kept: {fault}", file=sys.stderr)
        return 1
    return 0


def say(text: str) -> None:
    print(text, flush=True)


def migrate() -> None:
    """As the owner, in this process: Django itself takes longest to start."""
    from kept import config
    from kept.config import database

    app, owner = database.app_url(), database.owner_url()
    if app is None or owner is None:
        raise config.NotReady("Preparing needs DATABASE_URL and KEPT_OWNER_URL; “kept run” gives both.")
    config.setup(as_owner=True)
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from kept.store.first_migration import quickly

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with quickly():
            call_command("migrate", verbosity=0, interactive=False)
    say("The database is up to date." if not plan else "The database has been brought up to date.")
    # From here on bound by row-level security, as web and worker are.
    connection.close()
    os.environ["DATABASE_URL"] = app
    os.environ.pop("KEPT_OWNER_URL", None)
    connection.settings_dict.update(database.from_url(app))


def check_bound() -> None:
    """Serving pages as a role above row-level security would show everybody everything."""
    from kept.commands.check import role_findings

    findings = [each for each in role_findings() if "is not set" not in each]
    if findings:
        raise Trouble(findings[0])


def _load_rulebooks() -> None:
    from kept.actions import policies
    from kept.rulebook import RulebookFaults, policies_folder

    before: list[str] = []
    for path in sorted(policies_folder().glob("*/association.yaml")):
        try:
            done = policies.load(folder=path.parent, by=BY, at=datetime.now(UTC))
        except RulebookFaults as fault:
            raise Trouble(f"The rulebook in {path.parent} cannot be loaded:\n{fault}") from fault
        except policies.PolicyRefused as fault:
            # Somebody has to decide about this one first; the one on record holds until then.
            say(f"{fault} Kept goes on with the one on record.")
            continue
        if done.new:
            say(f"Rulebook of {done}.")
        else:
            before.append(done.association)
    if before:
        say(f"Rulebooks on record already: {', '.join(before)}.")


def _is_demonstration() -> bool:
    """Whether everything here was made up."""
    from kept.store.models import Rehearsal

    return Rehearsal.objects.exists()


def _is_new() -> bool:
    """Whether nobody real has an account here, and the last step of filling is still to come."""
    from kept.store.models import Account

    real = Account.objects.exclude(email__endswith=f"@{MAIL}").exists()
    return not real and not Account.objects.filter(handle=EVERYWHERE).exists()


def _bring_in_example() -> None:
    """What is on record already is passed over: a second try goes on where the first was cut short."""
    import argparse

    from kept.commands import importing

    association, records, mapping = EXAMPLE
    clone = places.clone_folder()
    if clone is None or not (clone / "examples" / records).is_file():
        return
    say("Bringing in the example contacts …")
    folder = places.data_folder()
    rejects = folder / f"{Path(records).stem}.rejects.csv"
    parser = argparse.ArgumentParser()
    importing.add_arguments(parser)
    words = ["contacts", clone / "examples" / records, "--association", association]
    words += ["--mapping", clone / "examples" / mapping, "--rejects", rejects]
    status = importing.run(parser.parse_args([str(each) for each in words]))
    if status not in (importing.OK, importing.SOME_REJECTED):
        raise Trouble("The example contacts could not be brought in; what went wrong is said above.")


def _make_accounts() -> None:
    """Somebody in each role at each association, and one who is manager everywhere, who comes last."""
    from kept.casework.permissions import ROLES
    from kept.store.models import Association

    folder = places.data_folder()
    password = places.Secrets.of(folder).sign_in
    say("Making somebody to sign in as, in each role at each association …")
    associations = list(Association.objects.order_by("slug"))
    lines = [f"Sign in as any of these. The password of all of them: {password}"]
    for each in associations:
        for role in ROLES.values():
            handle = f"{each.slug}-{role.slug}"
            _make_account(each.slug, handle, NAMES[role.slug], password, [(each.slug, role.slug)])
        lines.append(f"  at {each.name}: " + ", ".join(f"{each.slug}-{role}" for role in ROLES))
    lines.append(f"  manager at all of them: {EVERYWHERE}")
    # Written before the account that ends the filling: whoever can sign in can also be told how.
    places.write_private(folder / "sign-ins.txt", "\n".join(lines) + "\n")
    places_of_work = [(each.slug, "manager") for each in associations]
    _make_account(associations[0].slug, EVERYWHERE, "Eve Whitfield", password, places_of_work)


def _make_account(
    home: str, handle: str, name: str, password: str, belongs: Sequence[tuple[str, str]]
) -> None:
    from kept.actions import people
    from kept.casework import Refused
    from kept.store.accounts import memberships_of
    from kept.store.models import Account

    now = datetime.now(UTC)
    account: Account | Refused | None = Account.objects.filter(handle=handle).first()
    if account is None:
        account = people.create_account(
            association=home,
            handle=handle,
            email=f"{handle}@{MAIL}",
            name=name,
            password=password,
            by=BY,
            at=now,
        )
    if isinstance(account, Refused):
        raise Trouble(f"The account “{handle}” could not be made. {account.sentence}")
    held = {each.slug for each in memberships_of(account, now.date())}
    for slug, role in belongs:
        if slug not in held:
            # Since yesterday, so that the day is right in whatever zone the association lies.
            begins = now.date() - timedelta(days=1)
            made = people.add_member(
                association=slug, handle=handle, role=role, from_on=begins, by=BY, at=now
            )
            if isinstance(made, Refused):
                raise Trouble(f"“{handle}” could not be made a member. {made.sentence}")


if __name__ == "__main__":
    sys.exit(main())

"""Every figure of every association, a line each: run as a program on the database in DATABASE_URL."""

from __future__ import annotations

from datetime import date


def lines() -> list[str]:
    """What an auditor would read, month by month, from the first day to the last."""
    from kept.store import figures, tenancy
    from kept.store.models import Association, Membership

    found = []
    for association in Association.objects.order_by("slug"):
        with tenancy.association(association):
            auditor = Membership.objects.filter(role="auditor").select_related("account").first()
            assert auditor is not None
            for each in figures.performance(
                association, auditor, date(2020, 1, 1), date(2199, 12, 31), by="month"
            ):
                found.append(f"{association.slug} {each!r}")
    return found


if __name__ == "__main__":
    from kept import config

    config.setup()
    print("\n".join(lines()))

"""What does a process need before it can fill an association? Django, before anything of ours is read."""

from __future__ import annotations


def ready() -> None:
    """Make this process ready; nothing of Kept is imported before."""
    import django

    django.setup()

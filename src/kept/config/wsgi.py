"""What does the web server call? `granian --interface wsgi kept.config.wsgi:application`"""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

if os.environ.get("KEPT_SUPERVISED"):
    # A web server that is killed would leave this process, its worker, on the port.
    from kept.server.processes import die_with_parent

    die_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
application = get_wsgi_application()
# What the pages need is read now, so that the first visitor does not wait for it.
get_resolver().url_patterns  # noqa: B018
# What has been read stays: the collector of garbage need not look at it again with every few pages.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)

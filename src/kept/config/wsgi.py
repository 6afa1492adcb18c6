"""What does the web server call? `granian --interface wsgi kept.config.wsgi:application`"""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
application = get_wsgi_application()

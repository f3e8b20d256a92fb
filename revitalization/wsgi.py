"""Entry for the web server; in production it does not start when that would be unsafe."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "revitalization.settings")
application = get_wsgi_application()

from revitalization.kit.database import keep_to  # noqa: E402 - the settings must be loaded first
from revitalization.safety import refuse_unsafe  # noqa: E402

keep_to("pages")
refuse_unsafe()

"""The WSGI application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")
application = get_wsgi_application()

# What start-up made stays for good: looking for rubbish in it costs a tenth of each page.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)

"""The WSGI application that the server runs."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")
application = get_wsgi_application()

# Before anybody asks: whoever comes first waits no longer than the others, and nobody waits beside who looks
# at reach first. Commands load the numerics only where they need them.
for module in ("opstap.urls", "opstap.coverage.reach.measuring"):
    import_module(module)

# What start-up made stays for good: looking for rubbish in it costs a tenth of each page.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 50)

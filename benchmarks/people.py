"""Fill an empty installation with invented spaces and animators who are signed in; prints them as JSON.

Runs in a process of its own: `python -m benchmarks.people SPACES ANIMATORS`. Sessions and the second factor
are those of real use; only the form to sign in is left out.
"""

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")


def fill(spaces: int, animators: int) -> list[dict[str, str]]:
    """For each animator the slug of her space, her uid and her session key; spread over the spaces."""
    from django.core.management import call_command

    from tests.factories import make_network, make_space

    call_command("migrate", verbosity=0)
    network = make_network("desks", names={"fr": "Réseau inventé"})
    made = [make_space(f"invented-{number}", network=network, is_invented=True) for number in range(spaces)]
    return [_signed_in(made[number % spaces]) for number in range(animators)]


def _signed_in(space: Any) -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    from tests.factories import make_animator

    noor = make_animator(space)
    client = Client()
    client.force_login(noor, "opstap.accounts.backends.SignInBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"space": space.slug, "person": str(noor.uid), "session": session}


def main() -> None:
    import django

    django.setup()
    spaces, animators = (int(word) for word in sys.argv[1:])
    print(json.dumps(fill(spaces, animators)))


if __name__ == "__main__":
    main()

"""What the commands of Opstap have in common."""

from django.core.management.base import BaseCommand


class PromptCommand(BaseCommand):
    """A command that begins at once.

    Django would first load every page and look at the whole program, two seconds of a small computer. What
    that finds comes with a change of the program or its settings: `make check`, `migrate` and `serve` look.
    """

    requires_system_checks = ()

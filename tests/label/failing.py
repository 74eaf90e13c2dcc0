"""A mail server that refuses some receivers, and one that cannot be reached: backends for the tests."""

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

REFUSED: set[str] = set()
BACKEND = f"{__name__}.PickyBackend"


class PickyBackend(EmailBackend):
    """Delivers to the outbox, but not to who stands in `REFUSED` ("*": to nobody)."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if "*" in REFUSED:
                raise ConnectionRefusedError
            if REFUSED & set(message.to):
                raise SMTPRecipientsRefused({message.to[0]: (550, b"unknown")})
        return super().send_messages(messages)

"""What lies open for everybody: addresses of credentials, their QR code, the status lists."""

import hashlib
import uuid
from datetime import datetime, timedelta

import segno
from django.conf import settings
from django.core.cache import cache

from opstap.credentials import adapter, identifiers, keyring, status
from opstap.credentials.adapter import Document
from opstap.credentials.models import Credential
from opstap.credentials.rules.moments import write_moment

# A list says itself until when it may be believed; a copy kept longer revives nothing.
LIST_LASTS = timedelta(days=2)
# Signed anew when it changes, and at least this often.
LIST_PERIOD = timedelta(hours=1)


def credential_address(uid: uuid.UUID) -> str:
    """The credential's own name; in a browser, the page that says whether it holds."""
    return f"{settings.SITE_URL}/credentials/{uid}"


def list_address(number: int) -> str:
    return f"{status.own_lists()}{number}"


def qr_svg(credential: Credential) -> str:
    """A QR code of the credential's address as inline SVG, for a poster or a mark; 30 mm are enough."""
    drawn: str = segno.make(credential_address(credential.uid), error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return drawn


def has_list(number: int) -> bool:
    return Credential.objects.filter(list_number=number).exists()


def status_list(number: int, now: datetime) -> Document:
    """The signed list of the credentials that do not count now. Raises `keyring.KeyringError`."""
    key = keyring.signing_key()
    ended = Credential.objects.ended().filter(list_number=number)
    places = sorted(ended.values_list("list_index", flat=True))
    begins = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % LIST_PERIOD
    said = hashlib.sha256(f"{number} {places} {key.name} {begins.isoformat()}".encode()).hexdigest()
    found: Document | None = cache.get(f"status-list:{said}")
    if found is None:
        found = _signed_list(number, places, key, begins)
        cache.set(f"status-list:{said}", found, LIST_PERIOD.total_seconds())
    return found


def _signed_list(number: int, places: list[int], key: keyring.SigningKey, begins: datetime) -> Document:
    address = list_address(number)
    document: Document = {
        "@context": [adapter.VC_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", status.LIST],
        "issuer": identifiers.own_did(),
        "validFrom": write_moment(begins),
        "validUntil": write_moment(begins + LIST_LASTS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "suspension",
            "encodedList": adapter.encode_bits(places),
        },
    }
    return adapter.sign(document, key.private, method=identifiers.own_method(key.name), created=begins)

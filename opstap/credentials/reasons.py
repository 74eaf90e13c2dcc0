"""Why a credential is refused: one code, one plain sentence, one thing to do."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Reason(StrEnum):
    """Stable codes: programs read them in `opstap verify --json`."""

    TOO_LARGE = "too-large"
    NOT_JSON = "not-json"
    NOTHING_INSIDE = "nothing-inside"
    PICTURE_BROKEN = "picture-broken"
    PICTURE_KIND = "picture-kind"
    PICTURE_TOO_LARGE = "picture-too-large"
    ADDRESS_ELSEWHERE = "address-elsewhere"
    ADDRESS_UNKNOWN = "address-unknown"
    NOT_CREDENTIAL = "not-a-credential"
    NOT_BADGE = "not-a-badge"
    CONTEXT_UNKNOWN = "context-unknown"
    CONTEXT_ORDER = "context-order"
    PART_MISSING = "part-missing"
    PART_WRONG = "part-wrong"
    PROOF_MISSING = "proof-missing"
    PROOF_UNSUPPORTED = "proof-unsupported"
    PROOF_WRONG = "proof-wrong"
    PURPOSE_WRONG = "purpose-wrong"
    ISSUER_NOT_ALLOWED = "issuer-not-allowed"
    ISSUER_UNREACHABLE = "issuer-unreachable"
    KEY_NOT_ISSUERS = "key-not-the-issuers"
    KEY_UNKNOWN = "key-unknown"
    KEY_REVOKED = "key-revoked"
    NOT_COVERED = "not-covered"
    TOO_COMPLEX = "too-complex"
    SIGNATURE_WRONG = "signature-wrong"
    NOT_YET_VALID = "not-yet-valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STATUS_UNSUPPORTED = "status-unsupported"
    STATUS_NOT_ALLOWED = "status-not-allowed"
    STATUS_UNREACHABLE = "status-unreachable"
    STATUS_WRONG = "status-wrong"
    UNAVAILABLE = "unavailable"


class RefusedError(Exception):
    """What is being checked does not hold. `detail`: where or what, for those who mend it; no sentence."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail[:200]


def sentence(reason: Reason) -> "StrPromise":
    return _SENTENCES[reason]


def advice(reason: Reason) -> "StrPromise":
    """What the reader can do now."""
    return _ADVICE.get(reason, _ASK_THE_HOLDER)


_ASK_THE_HOLDER = _("Ask the person who gave it to you for the original file, and check that one.")
_ASK_THE_ISSUER = _("Ask the organisation that issued it.")
_LATER = _("Try again later. Until then, do not rely on it.")

_SENTENCES: "dict[Reason, StrPromise]" = {
    Reason.TOO_LARGE: _("This is too large to be a credential."),
    Reason.NOT_JSON: _("This is not a credential: it cannot be read as JSON."),
    Reason.NOTHING_INSIDE: _("There is no credential in this picture, and no QR code that can be read."),
    Reason.PICTURE_BROKEN: _("This file should be a picture, but it cannot be opened."),
    Reason.PICTURE_KIND: _("This kind of file is not read here."),
    Reason.PICTURE_TOO_LARGE: _("This picture is too large."),
    Reason.ADDRESS_ELSEWHERE: _("This is an address of another site. Nothing is fetched from there."),
    Reason.ADDRESS_UNKNOWN: _("This is an address of this site, but there is no credential behind it."),
    Reason.NOT_CREDENTIAL: _("This is readable, but it is not a verifiable credential."),
    Reason.NOT_BADGE: _("This is a verifiable credential, but not an Open Badge."),
    Reason.CONTEXT_UNKNOWN: _(
        "It uses a vocabulary that is not known here. Unknown vocabularies are never fetched."
    ),
    Reason.CONTEXT_ORDER: _("Its vocabularies do not stand in the order that the standard asks."),
    Reason.PART_MISSING: _("A part that the standard asks is missing."),
    Reason.PART_WRONG: _("A part does not have the form that the standard asks."),
    Reason.PROOF_MISSING: _("It carries no proof. Anybody can have written it."),
    Reason.PROOF_UNSUPPORTED: _("Its kind of proof cannot be checked here."),
    Reason.PROOF_WRONG: _("Its proof does not have the form that the standard asks."),
    Reason.PURPOSE_WRONG: _("Its proof was made for another purpose than stating facts."),
    Reason.ISSUER_NOT_ALLOWED: _("The issuer is not among those that this site trusts."),
    Reason.ISSUER_UNREACHABLE: _("The issuer’s keys could not be fetched or read."),
    Reason.KEY_NOT_ISSUERS: _("It was signed with a key that does not belong to its issuer."),
    Reason.KEY_UNKNOWN: _("The key it was signed with is not known."),
    Reason.KEY_REVOKED: _("The key it was signed with has been withdrawn."),
    Reason.NOT_COVERED: _("It holds something that its signature does not cover."),
    Reason.TOO_COMPLEX: _("It is built in such a complicated way that it is not checked further."),
    Reason.SIGNATURE_WRONG: _(
        "The signature does not fit: it was changed afterwards, or somebody else signed it."
    ),
    Reason.NOT_YET_VALID: _("It is not valid yet."),
    Reason.EXPIRED: _("It was valid, but its time is over."),
    Reason.REVOKED: _("The issuer has withdrawn it."),
    Reason.SUSPENDED: _("The issuer has suspended it for now."),
    Reason.STATUS_UNSUPPORTED: _("How its issuer says that it was withdrawn cannot be checked here."),
    Reason.STATUS_NOT_ALLOWED: _(
        "Whether it was withdrawn stands on a server that is not among those this site may ask."
    ),
    Reason.STATUS_UNREACHABLE: _("Whether it was withdrawn could not be asked: the list is not reachable."),
    Reason.STATUS_WRONG: _("The list that says whether it was withdrawn is not right itself."),
    Reason.UNAVAILABLE: _("Credentials cannot be checked here at the moment."),
}

_ADVICE: "dict[Reason, StrPromise]" = {
    Reason.NOTHING_INSIDE: _("Take the photo again, straight and closer, in good light: the whole square."),
    Reason.PICTURE_BROKEN: _("Take the photo again, or save the picture anew as JPEG or PNG."),
    Reason.PICTURE_KIND: _("Make a photo or a picture of it: JPEG, PNG or WebP."),
    Reason.PICTURE_TOO_LARGE: _("Make it smaller: at most 8 MB. The square alone is enough."),
    Reason.ADDRESS_ELSEWHERE: _("Look whether you know the site, then open the address there yourself."),
    Reason.ADDRESS_UNKNOWN: _("Open the address to see what it says, or ask for the original file."),
    Reason.NOT_BADGE: _ASK_THE_ISSUER,
    Reason.CONTEXT_UNKNOWN: _ASK_THE_ISSUER,
    Reason.CONTEXT_ORDER: _ASK_THE_ISSUER,
    Reason.PART_MISSING: _ASK_THE_ISSUER,
    Reason.PROOF_UNSUPPORTED: _("Ask the issuer for one with a proof of the kind eddsa-rdfc-2022."),
    Reason.PURPOSE_WRONG: _ASK_THE_ISSUER,
    Reason.ISSUER_NOT_ALLOWED: _("Check it at its issuer, or ask whoever runs this site to add that issuer."),
    Reason.ISSUER_UNREACHABLE: _LATER,
    Reason.KEY_UNKNOWN: _ASK_THE_ISSUER,
    Reason.KEY_REVOKED: _("Ask the issuer for a new one."),
    Reason.TOO_COMPLEX: _ASK_THE_ISSUER,
    Reason.SIGNATURE_WRONG: _("Do not rely on it. Ask for the original file."),
    Reason.NOT_YET_VALID: _("Come back from the date on which it begins."),
    Reason.EXPIRED: _("Ask whether there is a newer one."),
    Reason.REVOKED: _("Do not rely on it any more."),
    Reason.SUSPENDED: _("Do not rely on it now. Ask again later."),
    Reason.STATUS_UNSUPPORTED: _ASK_THE_ISSUER,
    Reason.STATUS_NOT_ALLOWED: _("Check it at its issuer, or ask whoever runs this site to add that server."),
    Reason.STATUS_UNREACHABLE: _LATER,
    Reason.STATUS_WRONG: _ASK_THE_ISSUER,
    Reason.UNAVAILABLE: _LATER,
}

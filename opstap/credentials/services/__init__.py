"""What other rooms call: issue, suspend, restore, revoke; and the proofs of it for anybody to check."""

from opstap.credentials.services.checking import check, own_document_in, trust_here
from opstap.credentials.services.issuing import (
    Achievement,
    NotPossibleError,
    Subject,
    issue_credential,
    restore_credential,
    revoke_credential,
    suspend_credential,
)
from opstap.credentials.services.publishing import credential_address, qr_svg, status_list

__all__ = [
    "Achievement",
    "NotPossibleError",
    "Subject",
    "check",
    "credential_address",
    "issue_credential",
    "own_document_in",
    "qr_svg",
    "restore_credential",
    "revoke_credential",
    "status_list",
    "suspend_credential",
    "trust_here",
]

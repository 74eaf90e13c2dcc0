"""What other rooms call: issue, suspend, restore, revoke; and the proofs of it for anybody to check."""

from opstap.credentials.services.checking import check, content_of, register_address, trust_here
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
    "content_of",
    "credential_address",
    "issue_credential",
    "qr_svg",
    "register_address",
    "restore_credential",
    "revoke_credential",
    "status_list",
    "suspend_credential",
    "trust_here",
]

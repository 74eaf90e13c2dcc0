"""The words of what is done with credentials."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register(
        {
            "credential.issued": _("issued a credential"),
            "credential.suspended": _("suspended a credential"),
            "credential.restored": _("let a suspended credential count again"),
            "credential.revoked": _("withdrew a credential"),
        },
        kinds={"credential": _("credential")},
    )

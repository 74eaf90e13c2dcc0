"""The words of what is done with accounts."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register(
        {
            "person.added": _("added a person"),
            "person.changed": _("changed her own profile"),
            "person.link-made": _("made a link to sign in"),
            "person.signed-out-elsewhere": _("signed out in another browser"),
            "person.passkey-added": _("added a passkey"),
            "person.passkey-removed": _("removed a passkey"),
            "person.directory-connected": _("connected an account to the directory"),
            "person.directory-disconnected": _("disconnected an account from the directory"),
            "person.second-factor-removed": _("removed the second factor of a lost phone"),
        },
        kinds={"user": _("account")},
        fields={
            "email": _("e-mail"),
            "name": _("name"),
            "public_name": _("first name shown to visitors"),
            "language": _("language"),
        },
    )

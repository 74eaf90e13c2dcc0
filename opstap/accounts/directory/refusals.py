"""What a person is told when the directory did not let her in: what happened, and what she can do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Refusal:
    """`ways`: what to do, a sentence each. `again`: whether to try again makes sense.

    %(name)s in the words stands for what the directory is called.
    """

    heading: "StrOrPromise"
    text: "StrOrPromise"
    ways: tuple["StrOrPromise", ...] = ()
    again: bool = False

    def of(self, name: str) -> "Refusal":
        """In the page's language, with the name of the directory."""
        said = (self.heading, self.text, *self.ways)
        heading, text, *ways = (capfirst(str(words) % {"name": name}) for words in said)
        return Refusal(heading, text, tuple(ways), self.again)


_PASSWORD = _("Sign in with your e-mail and password, or with a passkey: both work as always.")
_CONNECT = _("Then connect your account to %(name)s under “My account”.")
_COORDINATOR = _("Ask the coordinator of the space where you work, or of your network.")

REFUSALS = {
    "down": Refusal(
        _("%(name)s does not answer"),
        _("Nothing is wrong with your account here. Nobody was signed in."),
        (_PASSWORD, _("Or try again in a few minutes.")),
        again=True,
    ),
    "nonsense": Refusal(
        _("The answer of %(name)s was not accepted"),
        _("To be safe, nobody was signed in. Your account here is as it was."),
        (_PASSWORD, _("Tell the person who looks after this site: the log of the server has the reason.")),
    ),
    "stale": Refusal(
        _("This sign-in is over"),
        _("It took longer than ten minutes, was used already, or began in another browser."),
        (_("Begin again."),),
        again=True,
    ),
    "declined": Refusal(
        _("You did not sign in with %(name)s"),
        _("You stopped there, or were not let through there."),
        (_("Try again."), _PASSWORD),
        again=True,
    ),
    "no-account": Refusal(
        _("You have no account here yet"),
        _("%(name)s knows you. An account in Opstap is made by invitation."),
        (
            _("Were you invited by mail? Open the link in that mail first."),
            _("Else ask the coordinator of the space where you work, or of your network, to invite you."),
            _("Is your account here under another e-mail address? Sign in with it and your password."),
            _CONNECT,
        ),
    ),
    "unverified": Refusal(
        _("%(name)s does not vouch for your e-mail address"),
        _("Without a confirmed address we cannot know which account is yours."),
        (_PASSWORD, _CONNECT),
    ),
    "closed": Refusal(_("Your account is closed"), _("It opens nothing any more."), (_COORDINATOR,)),
    "other-entry": Refusal(
        _("Your account is connected to another user of %(name)s"),
        _("Perhaps you are known there twice, or were made a new user there."),
        (
            _PASSWORD,
            _("Then disconnect the old one under “My account”, and connect the new one."),
            _COORDINATOR,
        ),
    ),
    "disconnected": Refusal(
        _("Your account is not connected to %(name)s any more"),
        _("You disconnected it. Only you can connect it again."),
        (_PASSWORD, _CONNECT),
    ),
    "taken": Refusal(
        _("This user of %(name)s opens another account"),
        _("Somebody else was signed in there, or you have two accounts here."),
        (_("Sign out there, then try again."), _COORDINATOR),
    ),
}

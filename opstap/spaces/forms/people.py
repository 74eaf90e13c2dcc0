"""Who gets which role, until when, and who needs help to sign in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.accounts.passwords import LONG_PASSWORD
from opstap.core.forms import PlainForm
from opstap.spaces.models import Invitation, Membership, Role
from opstap.spaces.services import leaving
from opstap.spaces.services.people import is_last_administrator

WHAT_THEY_DO = {
    Role.ANIMATOR: _("Animator: helps people and counts visits"),
    Role.COORDINATOR: _("Coordinator: also keeps the hours, the team and the figures"),
    Role.NETWORK_COORDINATOR: _("Network coordinator: keeps the list of spaces and sees all figures"),
    Role.REGION_OFFICER: _("Region officer: reads the figures of the network"),
    Role.ADMINISTRATOR: _("Administrator: may do everything and gives every role"),
}


class AddPersonForm(PlainForm):
    """A person and one of the roles that the asking person may give in this scope."""

    name = forms.CharField(label=_("First name and name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("The person signs in with it."))
    role = forms.ChoiceField(label=_("What will the person do?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Which language does the person read?"),
        choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, roles: tuple[Role, ...], by: User, may_take: bool, **kwargs: Any) -> None:
        self.by, self.may_take = by, may_take
        kwargs.setdefault("initial", {"role": roles[0], "language": by.language})
        super().__init__(*args, **kwargs)
        choice = self.fields["role"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(role.value, WHAT_THEY_DO[role]) for role in roles]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email.lower() == self.by.email.lower() and not self.may_take:
            raise forms.ValidationError(
                _("This is you. Nobody gives herself a role: ask another coordinator."), code="self"
            )
        return email

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class TakeUpForm(PlainForm):
    """Who was invited: her name, her language, and how she signs in."""

    name = forms.CharField(label=_("Your first name and name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language of our mails to you"),
        choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
        widget=forms.RadioSelect,
    )
    password1 = forms.CharField(
        label=_("A password"),
        help_text=LONG_PASSWORD,
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The password once more"),
        help_text=_("Leave both empty to use a passkey instead: you make it on the next page."),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        kwargs.setdefault("initial", {"name": invitation.name, "language": invitation.language})
        super().__init__(*args, **kwargs)

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        if password:
            about = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
            validate_password(password, about)
        return password

    def clean_password2(self) -> str:
        if self.cleaned_data["password2"] != self.cleaned_data.get("password1", ""):
            raise forms.ValidationError(_("The two passwords are not the same."), code="other")
        return str(self.cleaned_data["password2"])

    def answers(self) -> dict[str, str]:
        return {
            "name": self.cleaned_data["name"],
            "language": self.cleaned_data["language"],
            "password": self.cleaned_data["password1"],
        }


class EndRoleForm(PlainForm):
    """When somebody leaves, and who takes over what is open."""

    last_day = forms.DateField(
        label=_("What is the last day?"),
        help_text=_("A day that is over ends the role at once."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    successor = forms.ModelChoiceField(
        label=_("Who takes over?"),
        help_text=_("This colleague gets the role today, and the duties after the last day."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )
    leaves_post = forms.BooleanField(label=_("The time in the funded post ends as well."), required=False)
    alone = forms.BooleanField(label=_("Nobody takes over, I know."), required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        self.membership = membership
        kwargs.setdefault("initial", {"last_day": membership.valid_until or timezone.localdate()})
        super().__init__(*args, **kwargs)
        self._ask_only_what_matters()

    def _ask_only_what_matters(self) -> None:
        member = self.membership
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        successor.queryset = leaving.colleagues_of(member)
        spaces = leaving.spaces_of(member.scope)
        if not leaving.open_assignments(member.user, spaces).exists():
            del self.fields["leaves_post"]
        if not leaving.left_alone(member, timezone.localdate()):
            del self.fields["alone"]

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if is_last_administrator(self.membership, day):
            raise forms.ValidationError(
                _("Nobody else is administrator. Give the role to somebody else first."), code="last"
            )
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        day, known = answers.get("last_day"), answers.get("successor") or answers.get("alone")
        alone = leaving.left_alone(self.membership, day) if day and not known else []
        if alone:
            names = ", ".join(str(space) for space in alone[:5])
            words = _("Nobody would coordinate %(places)s. Say who takes over, or that you know it.")
            self.add_error("successor", forms.ValidationError(words, code="alone", params={"places": names}))
        return answers

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "alone"}


class HelpToSignInForm(PlainForm):
    forget_phone = forms.BooleanField(
        label=_("The phone with the codes is lost. Forget it."),
        help_text=_("The person sets up a new phone at the next sign-in."),
        required=False,
    )

"""Who gets which role, until when, and who needs help to sign in."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainForm
from opstap.spaces.models import Membership, Role
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


class EndRoleForm(PlainForm):
    last_day = forms.DateField(
        label=_("What is the last day?"),
        help_text=_("A day that is over ends the role at once."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        self.membership = membership
        kwargs.setdefault("initial", {"last_day": membership.valid_until or timezone.localdate()})
        super().__init__(*args, **kwargs)

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if is_last_administrator(self.membership, day):
            raise forms.ValidationError(
                _("Nobody else is administrator. Give the role to somebody else first."), code="last"
            )
        return day


class HelpToSignInForm(PlainForm):
    forget_phone = forms.BooleanField(
        label=_("The phone with the codes is lost. Forget it."),
        help_text=_("The person sets up a new phone at the next sign-in."),
        required=False,
    )

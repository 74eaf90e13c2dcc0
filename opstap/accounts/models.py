"""The people who sign in: animators, coordinators, network and region staff. Residents have no account."""

from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.ids import uuid7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An account. Roles and their scope stand in `spaces.Membership`."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    # Shown to residents ("Noor helps here") only when the person asked for it.
    public_name = models.CharField(_("first name shown to visitors"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, default="fr")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # Nothing of the person is left in the row; it stays because what she recorded points to it.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Set on the person of a session: whether she had one when the request began. None: not asked yet.
    had_second_factor: bool | None = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def initial(self) -> str:
        return (self.name or self.email)[:1].upper()


class Session(AbstractBaseSession):
    """What the server remembers of one browser. Whose it is stands in a column, too, so that one question
    answers both what it holds and who comes in."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    # So that she recognises it in her list: no address, and of the browser's words two ("Firefox/Windows").
    device = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        # By name: the store knows this table, so the table does not know the store.
        return import_module(settings.SESSION_ENGINE).SessionStore


class DirectoryIdentity(models.Model):
    """That somebody may sign in as this entry of a directory (OpenID Connect: issuer and subject)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="directory_identities")
    issuer = models.CharField(max_length=255)
    # None: she disconnected it. The row stays so that her e-mail alone does not connect it again.
    subject = models.CharField(max_length=255, null=True)
    connected_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_an_entry"),
            models.UniqueConstraint(fields=["user", "issuer"], name="one_entry_an_account"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.subject}"

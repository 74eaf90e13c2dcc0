"""The words of what is done with remarks."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register({"remark.handled": _("handled a remark")}, kinds={"remark": _("remark")})

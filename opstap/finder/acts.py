"""The words of what is done with remarks, the words of needs, the languages of the finder, and its papers."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    acts.register({"remark.handled": _("handled a remark")}, kinds={"remark": _("remark")})
    acts.register(
        {
            "need_word.added": _("taught the finder a word"),
            "need_word.removed": _("took a word away from the finder"),
        },
        kinds={"need_word": _("word people type")},
    )
    acts.register(
        {
            "tongue.checked": _("said that a speaker has checked a language"),
            "tongue.reopened": _("asked that a language is checked again"),
        },
        kinds={"tongue": _("language of the finder")},
    )
    acts.register(
        {"network.publisher": _("said who answers for the papers")},
        fields={
            "publisher_name": _("responsible publisher"),
            "publisher_address": _("address of the responsible publisher"),
        },
    )

"""What a person is told about her part in the label. What she did in a file stands in the file."""

from django.utils.translation import gettext_lazy as _

from opstap.core import own_data
from opstap.core.own_data import INSIDE, SOMEBODY_ELSE, Told, in_a_line, since_until
from opstap.label.retention import ACTED, UNSENT


def register() -> None:
    own_data.tell(SEATS, MAILS, order=40)
    own_data.count(ACTED, why=IN_THE_FILE)
    own_data.count(UNSENT)


IN_THE_FILE = _("What you wrote and decided stands in the files themselves. It is counted here, not listed.")

SEATS = Told(
    key="label_seats",
    name=_("Your seats in the procedure of a label"),
    link="label.Seat.user",
    kept="label.acted",
    columns=("uid", "scheme", "part", "organisation", "body", "valid_from", "valid_until"),
    along=("scheme", "organisation"),
    said=lambda seat: in_a_line(
        seat, seat.organisation or seat.body, since_until(seat.valid_from, seat.valid_until)
    ),
)

MAILS = Told(
    key="label_mails_not_sent",
    name=_("Mails of the label to you that did not leave"),
    link="label.UnsentMail.receiver",
    kept="label.unsent",
    columns=("uid", "subject", "failed_at", "tries", "tried_at", "sent_at", "told_at"),
    withheld={"step": INSIDE, "label": INSIDE, "text": SOMEBODY_ELSE, "told_by": SOMEBODY_ELSE},
    said=lambda mail: in_a_line(mail.subject, since_until(mail.failed_at, None)),
    newest="-failed_at",
)

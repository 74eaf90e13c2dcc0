"""The words of what is done with the label: schemes, files, labels, mandates. One block a part."""

from django.utils.translation import gettext_lazy as _

from opstap.core import acts


def register() -> None:
    _register_schemes()
    _register_labels()
    _register_files()
    _register_mandates()


def _register_labels() -> None:
    acts.register(
        {
            "label.awarded": _("awarded a label"),
            "label.brought-in": _("brought in a label that was awarded earlier"),
            "label.suspend": _("suspended a label"),
            "label.reinstate": _("put a label in force again"),
            "label.withdraw": _("withdrew a label"),
            "label.renounce": _("gave up a label"),
            "label.restored": _("put a label back where it stood, after an appeal"),
            "label.appealed": _("appealed against a decision about a label"),
            "label.appeal-retracted": _("took back an appeal about a label"),
            "label.appeal-upheld": _("decided that a decision about a label stands"),
            "label.appeal-accepted": _("decided that a decision about a label falls"),
            "label.appeal-ended": _("left an appeal about a label without object"),
            "watch.opened": _("opened a watch: a condition of a label is not met"),
            "watch.moved": _("moved a watch on"),
            "watch.closed": _("closed a watch: the condition is met again"),
            "hearing.opened": _("proposed to end or to pause a label"),
            "hearing.answered": _("answered in a hearing about a label"),
            "hearing.closed": _("decided after a hearing about a label"),
        },
        kinds={"label": _("label"), "hearing": _("hearing"), "watch": _("watch over a label")},
    )


def _register_mandates() -> None:
    acts.register(
        {
            "mandate.added": _("wrote a mandate"),
            "mandate.changed": _("changed a mandate that is being written"),
            "mandate.published": _("published a mandate"),
            "mandate.ended": _("gave a mandate its last day"),
        },
        kinds={"mandate": _("mandate")},
    )


def _register_files() -> None:
    acts.register(
        {
            "label_file.start": _("began a file of the label"),
            "label_file.write": _("wrote in a file of the label"),
            "label_file.move": _("moved a file of the label to a newer version"),
            "label_file.submit": _("handed in a file of the label"),
            "label_file.retract": _("took back a file of the label"),
            "label_file.reopen": _("began a file of the label again after a refusal"),
            "label_file.complete": _("declared a file of the label complete"),
            "label_file.ask": _("asked for a correction in a file of the label"),
            "label_file.answer": _("answered a correction request"),
            "label_file.lapse": _("closed a correction request whose term was over"),
            "label_file.declare": _("said whether she has a link with a space that asks for the label"),
            "label_file.review": _("gave her view on a file of the label"),
            "label_file.visit": _("reported a visit for a file of the label"),
            "label_file.schedule": _("put a file of the label on an agenda"),
            "label_file.unschedule": _("took a file of the label off an agenda"),
            "label_file.advise": _("wrote down the advice of the committee"),
            "label_file.award": _("decided to award the label"),
            "label_file.refuse": _("decided to refuse the label"),
            "label_file.appeal": _("appealed against a refusal of the label"),
            "label_file.appeal-retract": _("took back an appeal"),
            "label_file.uphold": _("decided that a refusal of the label stands"),
            "label_file.overturn": _("decided after an appeal to award the label"),
            "label_file.piece-added": _("added a piece to a file of the label"),
            "label_file.piece-removed": _("took a piece out of a file of the label"),
            "label_file.forget": _(
                "erased what was written in a file that was never handed in or taken back"
            ),
            "label_meeting.planned": _("planned a meeting of the committee"),
            "label_meeting.closed": _("closed the minutes of a meeting"),
            "label_mail.sent": _("sent a mail of the label that had not left"),
            "label_mail.told": _("told somebody by other means what a mail of the label should have said"),
            "label_seat.given": _("gave a seat in the procedure of the label"),
            "label_seat.ended": _("ended a seat in the procedure of the label"),
        },
        kinds={
            "label_file": _("file of the label"),
            "label_meeting": _("meeting of the committee"),
            "label_seat": _("seat"),
            "label_mail": _("mail of the label"),
        },
        fields={
            "state": _("state"),
            "version": _("version"),
            "answers": _("answers"),
            "submitted_at": _("handed in on"),
            "completed_at": _("complete since"),
            "advised_at": _("advised on"),
            "decided_at": _("decided on"),
            "held_on": _("day"),
            "meeting_place": _("place"),
            "present": _("who was there"),
            "meeting_minutes": _("minutes"),
            "part": _("part"),
            "piece": _("piece"),
        },
    )


def _register_schemes() -> None:
    acts.register(
        {
            "scheme.created": _("began a label of the network"),
            "scheme_version.loaded": _("loaded the rules of a label that come with Opstap"),
            "scheme_version.drafted": _("began a new version of the rules of a label"),
            "scheme_version.changed": _("changed texts or terms of a draft of the rules"),
            "scheme_version.published": _("published a version of the rules of a label"),
            "scheme_version.removed": _("threw away a draft of the rules"),
            "criterion.added": _("added a criterion to a draft of the rules"),
            "criterion.changed": _("changed a criterion of a draft of the rules"),
            "criterion.moved": _("changed the order of the criteria of a draft"),
            "criterion.removed": _("took a criterion out of a draft of the rules"),
        },
        kinds={
            "scheme": _("label of the network"),
            "scheme_version": _("version of the rules of a label"),
            "criterion": _("criterion"),
        },
    )

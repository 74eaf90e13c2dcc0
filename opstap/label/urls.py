"""Addresses of the label: public register and mandates, schemes, files. One list a part."""

from django.urls import URLPattern, path

from opstap.label.views import (
    acts,
    appeals,
    committee,
    criteria,
    earlier,
    files,
    held,
    letters,
    mails,
    mandates,
    overview,
    pieces,
    poster,
    register,
    rules,
    schemes,
    watch,
)

app_name = "label"
urlpatterns: list[URLPattern] = []

# Labels: the public register, and the office pages of one label
urlpatterns += [
    path("", register.label_list, name="label-list"),
    path("export/<slug:file_format>/", register.label_export, name="label-export"),
    path("<uuid:uid>/", register.label_page, name="label-page"),
    path("<uuid:uid>/poster/", poster.label_poster, name="label-poster"),
    path("<uuid:uid>/mark.svg", poster.label_mark, name="label-mark"),
    path("<uuid:uid>/embed/", poster.label_embed, name="label-embed"),
    path("held/<uuid:uid>/", held.held_record, name="held-record"),
    path("held/<uuid:uid>/propose/", held.hearing_open, name="hearing-open"),
    path("held/<uuid:uid>/reinstate/", held.label_reinstate, name="label-reinstate"),
    path("held/<uuid:uid>/renounce/", held.label_renounce, name="label-renounce"),
    path("mails/", mails.mail_list, name="mail-list"),
    path("mails/<uuid:uid>/again/", mails.mail_again, name="mail-again"),
    path("mails/<uuid:uid>/told/", mails.mail_told, name="mail-told"),
    path("watch/", watch.watch_list, name="watch-list"),
    path("spaces/<slug:slug>/", watch.space_label, name="space-label"),
    path("held/<uuid:uid>/proof/", held.proof_issue, name="proof-issue"),
    path("earlier/", earlier.earlier_import, name="earlier-import"),
    path("hearings/<uuid:uid>/answer/", held.hearing_answer, name="hearing-answer"),
    path("hearings/<uuid:uid>/decide/", held.hearing_conclude, name="hearing-conclude"),
    path("held/<uuid:uid>/letters/<uuid:number>/", appeals.held_letter, name="held-letter"),
    path("decisions/<uuid:uid>/appeal/", appeals.label_appeal, name="label-appeal"),
    path("appeals/<uuid:uid>/retract/", appeals.appeal_retract, name="appeal-retract"),
    path("appeals/<uuid:uid>/settle/", appeals.appeal_settle, name="appeal-settle"),
]

# Mandates
urlpatterns += [
    path("mandates/", mandates.mandate_list, name="mandate-list"),
    path("mandates/new/<slug:slug>/", mandates.mandate_new, name="mandate-new"),
    path("mandates/<uuid:uid>/", mandates.mandate_page, name="mandate-page"),
    path("mandates/<uuid:uid>/document/", mandates.mandate_document, name="mandate-document"),
    path("mandates/<uuid:uid>/change/", mandates.mandate_edit, name="mandate-edit"),
    path("mandates/<uuid:uid>/publish/", mandates.mandate_publish, name="mandate-publish"),
    path("mandates/<uuid:uid>/end/", mandates.mandate_end, name="mandate-end"),
]

# Rules and overview
urlpatterns += [
    path("rules/", rules.all_rules, name="rules-list"),
    path("rules/<slug:slug>/", rules.rules, name="rules"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/<uuid:uid>/", schemes.version, name="version"),
    path("schemes/<uuid:uid>/copy/", schemes.version_copy, name="version-copy"),
    path("schemes/<uuid:uid>/change/<slug:part>/", schemes.version_edit, name="version-edit"),
    path("schemes/<uuid:uid>/remove/", schemes.version_remove, name="version-remove"),
    path("schemes/<uuid:uid>/preview/", schemes.version_preview, name="version-preview"),
    path("schemes/<uuid:uid>/publish/", schemes.version_publish, name="version-publish"),
    path("schemes/<uuid:uid>/criteria/new/", criteria.criterion_new, name="criterion-new"),
    path("schemes/criteria/<uuid:uid>/", criteria.criterion_edit, name="criterion-edit"),
    path("schemes/criteria/<uuid:uid>/move/", criteria.criterion_move, name="criterion-move"),
    path("schemes/criteria/<uuid:uid>/remove/", criteria.criterion_remove, name="criterion-remove"),
    path("overview/", overview.overviews, name="overviews"),
    path("overview/<slug:slug>/", overview.overview, name="overview"),
    path("overview/<slug:slug>/spaces/", overview.matrix, name="matrix"),
    path("overview/<slug:slug>/spaces.<slug:kind>", overview.matrix_file, name="matrix-file"),
    path("overview/<slug:slug>/threshold/", overview.threshold, name="threshold"),
    path("overview/<slug:slug>/close/", overview.close, name="close"),
]

# Files, from draft to decision; meetings and seats
urlpatterns += [
    path("files/", files.file_list, name="file-list"),
    path("files/new/<slug:slug>/", files.file_new, name="file-new"),
    path("files/<uuid:uid>/", files.file, name="file"),
    path("files/<uuid:uid>/part/<slug:part>/", files.file_part, name="file-part"),
    path("files/<uuid:uid>/criteria/", files.file_answers, name="file-answers"),
    path("files/<uuid:uid>/criteria.<slug:kind>", files.file_table, name="file-table"),
    path("files/<uuid:uid>/hand-in/", files.file_submit, name="file-submit"),
    path("files/<uuid:uid>/pieces/", pieces.pieces, name="file-pieces"),
    path("files/<uuid:uid>/pieces/<uuid:number>/", pieces.piece, name="piece"),
    path("files/<uuid:uid>/pieces/<uuid:number>/remove/", pieces.piece_remove, name="piece-remove"),
    path("files/<uuid:uid>/corrections/<uuid:question>/", files.correction, name="file-correction"),
    path("files/<uuid:uid>/letters/<uuid:number>/", letters.letter, name="file-letter"),
    path("files/<uuid:uid>/do/<slug:name>/", acts.act, name="file-act"),
    path("files/meetings/", committee.meeting_list, name="meeting-list"),
    path("files/meetings/<uuid:uid>/", committee.meeting, name="meeting"),
    path("files/meetings/<uuid:uid>/<int:number>/", committee.minute, name="minute"),
    path("files/meetings/<uuid:uid>/<int:number>/remove/", committee.agenda_remove, name="agenda-remove"),
    path("files/schemes/<uuid:uid>/meeting/", committee.meeting_new, name="meeting-new"),
    path("files/schemes/<uuid:uid>/seats/", committee.seats, name="seats"),
    path("files/seats/<uuid:uid>/end/", committee.seat_end, name="seat-end"),
]

from django.urls import path

from opstap.keeping.views import backups, directory, kept, log, own_data, persons, rules

app_name = "keeping"
urlpatterns = [
    path("", kept.kept, name="kept"),
    path("mine/", own_data.own_data, name="own-data"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<str:code>/", rules.rule, name="rule"),
    path("seals/", rules.seals, name="seals"),
    path("seals/check/", rules.seals_check, name="seals-check"),
    path("person/<uuid:uid>/erase/", persons.person_erase, name="person-erase"),
    path("log/", log.logs, name="logs"),
    path("log/all/", log.whole_log, name="whole-log"),
    path("log/all/csv/", log.whole_log_csv, name="whole-log-csv"),
    path("log/of/<slug:slug>/", log.log_page, name="log"),
    path("log/of/<slug:slug>/csv/", log.log_csv, name="log-csv"),
    path("sign-in-directory/", directory.state, name="directory"),
    path("backups/", backups.runs, name="backups"),
]

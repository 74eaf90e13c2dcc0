from django.urls import path

from opstap.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("app.webmanifest", views.manifest, name="manifest"),
    path("leaving.html", views.leaving, name="leaving"),
    path("<slug:slug>/", views.desk, name="desk"),
    path("<slug:slug>/hello/", views.hello, name="hello"),
    path("<slug:slug>/batch/", views.batch, name="batch"),
    path("<slug:slug>/shell/", views.shell, name="shell"),
    path("<slug:slug>/computers/", views.computers, name="computers"),
    path("<slug:slug>/computers/<uuid:uid>/revoke/", views.computer_revoke, name="computer-revoke"),
    path("<slug:slug>/pin/", views.pin, name="pin"),
    path("<slug:slug>/who/", views.who, name="who"),
    path("<slug:slug>/leave/", views.leave, name="leave"),
    path("<slug:slug>/kept/", views.kept, name="kept"),
    path("<slug:slug>/kept/<int:number>/", views.kept_decide, name="kept-decide"),
    path("<slug:slug>/duty/", views.duty, name="duty"),
    path("<slug:slug>/numbers/", views.numbers, name="numbers"),
    path("<slug:slug>/screen/", views.screen, name="screen"),
    path("<slug:slug>/strip/", views.strip, name="strip"),
    path("<slug:slug>/slip/<uuid:tap>/", views.slip, name="slip"),
    path("<slug:slug>/days/", views.past_days, name="past-days"),
    path("<slug:slug>/days/<str:day>/", views.past_day, name="past-day"),
    path("<slug:slug>/correct/<str:kind>/<uuid:uid>/", views.correct, name="correct"),
    path("<slug:slug>/coaching/", views.coaching, name="coaching"),
    path("<slug:slug>/coaching/new/", views.series_new, name="series-new"),
    path("<slug:slug>/coaching/<str:code>/", views.series, name="series"),
    path("<slug:slug>/coaching/<str:code>/card/", views.series_card, name="series-card"),
    path("<slug:slug>/consent/", views.consent, name="consent"),
    path("<slug:slug>/consent/sheet/", views.consent_sheet, name="consent-sheet"),
    path("<slug:slug>/consent/<uuid:uid>/withdraw/", views.consent_withdraw, name="consent-withdraw"),
    path("<slug:slug>/templates/", views.templates, name="templates"),
    path("<slug:slug>/templates/<uuid:uid>/", views.template, name="template"),
    path("<slug:slug>/templates/<uuid:uid>/move/", views.template_move, name="template-move"),
]

# Not below desk/: a space may bear any name.
e_service_urls = [
    path("", views.e_service_networks, name="networks"),
    path("<slug:slug>/", views.e_services, name="list"),
    path("<slug:slug>/<uuid:uid>/", views.e_service, name="service"),
    path("<slug:slug>/<uuid:uid>/move/", views.e_service_move, name="service-move"),
]

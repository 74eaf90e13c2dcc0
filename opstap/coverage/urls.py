from django.urls import path

from opstap.coverage.views import keeping, outcome, plans, times, what_if
from opstap.coverage.views import reach as views

app_name = "coverage"
urlpatterns = [
    path("", views.networks, name="networks"),
    path("<slug:slug>/", views.reach, name="reach"),
    path("<slug:slug>/areas.<slug:kind>", views.reach_file, name="reach-file"),
    path("<slug:slug>/what-if/", what_if.what_if, name="what-if"),
    path("<slug:slug>/what-if/areas.<slug:kind>", what_if.what_if_file, name="what-if-file"),
    path("<slug:slug>/rules/", views.rules, name="rules"),
    path("<slug:slug>/times/", times.times, name="times"),
    path("<slug:slug>/times/<slug:means>/remove/", times.remove, name="times-remove"),
    path("<slug:slug>/plans/", plans.plans, name="plans"),
    path("<slug:slug>/plans/compare/", keeping.compare, name="plan-compare"),
    path("<slug:slug>/plans/<uuid:uid>/change/", keeping.change, name="plan-change"),
    path("<slug:slug>/plans/<uuid:uid>/remove/", keeping.remove, name="plan-remove"),
    path("<slug:slug>/plans/<uuid:uid>/", plans.plan, name="plan"),
    path("<slug:slug>/plans/<uuid:uid>/posts.<slug:kind>", plans.plan_file, name="plan-file"),
    path("<slug:slug>/plans/<uuid:uid>/outcome/", outcome.outcome, name="plan-outcome"),
    path(
        "<slug:slug>/plans/<uuid:uid>/outcome/<slug:part>.<slug:kind>",
        outcome.outcome_file,
        name="plan-outcome-file",
    ),
    path("<slug:slug>/plans/<uuid:uid>/briefing/<slug:language>/", plans.briefing, name="plan-briefing"),
]

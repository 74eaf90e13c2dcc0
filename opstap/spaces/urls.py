from django.urls import path

from opstap.spaces.views import duty, facts, hours, organisation, people, posts, publication, record

app_name = "spaces"
urlpatterns = [
    path("", record.space_list, name="space-list"),
    path("new/", record.space_new, name="space-new"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_place, name="person-place"),
    path("people/add/<str:scope>/", people.person_add, name="person-add"),
    path("people/role/<uuid:uid>/end/", people.membership_end, name="membership-end"),
    path("people/role/<uuid:uid>/sign-in/", people.person_sign_in, name="person-sign-in"),
    path("organisations/", organisation.organisation_list, name="organisation-list"),
    path("organisations/new/", organisation.organisation_new, name="organisation-new"),
    path("organisations/<uuid:uid>/", organisation.organisation_record, name="organisation-record"),
    path("organisations/<uuid:uid>/edit/", organisation.organisation_edit, name="organisation-edit"),
    path("organisations/<uuid:uid>/posts/", posts.organisation_posts, name="organisation-posts"),
    path("posts/<uuid:uid>/", posts.post, name="post"),
    path("posts/<uuid:uid>/end/", posts.post_end, name="post-end"),
    path("posts/<uuid:uid>/<int:number>/end/", posts.assignment_end, name="assignment-end"),
    path("duty/<uuid:uid>/cancel/", duty.duty_cancel, name="duty-cancel"),
    path("<slug:slug>/", record.space_record, name="space-record"),
    path("<slug:slug>/edit/<slug:part>/", record.space_edit, name="space-edit"),
    path("<slug:slug>/hours/<slug:kind>/", hours.hours_edit, name="hours-edit"),
    path("<slug:slug>/confirm/", publication.space_confirm, name="space-confirm"),
    path("<slug:slug>/hide/", publication.space_hide, name="space-hide"),
    path("<slug:slug>/facts/", facts.space_facts, name="space-facts"),
    path("<slug:slug>/posts/", posts.space_posts, name="space-posts"),
    path("<slug:slug>/duty/", duty.duty_week, name="duty-week"),
    path("<slug:slug>/duty/check-in/", duty.duty_check_in, name="duty-check-in"),
    path("<slug:slug>/duty/check-out/", duty.duty_check_out, name="duty-check-out"),
]

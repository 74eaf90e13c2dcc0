from django.urls import path

from opstap.spaces.views import people

app_name = "spaces"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/add/", people.person_place, name="person-place"),
    path("people/add/<str:scope>/", people.person_add, name="person-add"),
    path("people/role/<uuid:uid>/end/", people.membership_end, name="membership-end"),
    path("people/role/<uuid:uid>/sign-in/", people.person_sign_in, name="person-sign-in"),
]

"""Sign-in pages come from allauth; only those we need are routed."""

from allauth.account import views as allauth_views
from django.urls import include, path

from opstap.accounts import views

own = ([path("", views.profile, name="profile")], "account")
urlpatterns = [
    path("", include(own)),
    path("sign-in/", allauth_views.login, name="account_login"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
]

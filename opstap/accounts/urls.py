"""Sign-in pages come from allauth; only those we need are routed. There is no sign-up."""

from allauth.account import views as account_views
from allauth.mfa.base import views as code_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.urls import include, path, re_path

from opstap.accounts import views
from opstap.accounts.directory import views as directory

own = (
    [
        path("", views.profile, name="profile"),
        path("sessions/", views.sessions, name="sessions"),
        path("sign-in/passkey/", views.passkey_sign_in, name="passkey-sign-in"),
        path("sign-in/passkey/options/", views.passkey_options, name="passkey-options"),
        path("sessions/end/", views.sessions_end, name="sessions-end"),
        path("sessions/<slug:handle>/end/", views.session_end, name="session-end"),
        path("directory/sign-in/", directory.sign_in, name="directory-sign-in"),
        path("directory/connect/", directory.connect, name="directory-connect"),
        path("directory/disconnect/", directory.disconnect, name="directory-disconnect"),
        path("directory/refused/<slug:reason>/", directory.refused, name="directory-refused"),
    ],
    "account",
)
urlpatterns = [
    path("", include(own)),
    path("sign-in/", views.SignInView.as_view(), name="account_login"),
    path("sign-in/code/", views.CodeView.as_view(), name="mfa_authenticate"),
    path("sign-out/", views.SignOutView.as_view(), name="account_logout"),
    path("password/", views.change_password, name="account_change_password"),
    path("password/again/", account_views.reauthenticate, name="account_reauthenticate"),
    path("password/forgotten/", account_views.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", account_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/", views.second_factor, name="mfa_index"),
    path("second-factor/set-up/", totp_views.activate_totp, name="mfa_activate_totp"),
    path("second-factor/other-phone/", totp_views.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/again/", code_views.reauthenticate, name="mfa_reauthenticate"),
    path("passkeys/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/again/", views.PasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/name/", views.NamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("second-factor/codes/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/", recovery_views.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
]
# In no language: the directory is told this address once.
lasting = [path("account/directory/answer/", directory.answer, name="directory-answer")]

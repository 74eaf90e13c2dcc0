from django.urls import path

from opstap.credentials import views

app_name = "credentials"
# Below a language.
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("<uuid:uid>/", views.credential, name="credential"),
]
# For programs and QR codes: the same in every language, for ever.
lasting = [
    path(".well-known/did.json", views.did_document, name="did-document"),
    path("credentials/status/<int:number>", views.status_list_document, name="credential-status-list"),
    path("credentials/<uuid:uid>.json", views.document, name="credential-document"),
    path("credentials/<uuid:uid>", views.short, name="credential-short"),
]

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from opstap.accounts.models import User
from tests.accounts.conftest import PASSWORD, SignIn
from tests.accounts.phone import code_of, give_phone

HOME, CODE = "/en/home/", "/en/account/sign-in/code/"


def user_of(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_password_leads_home(client: Client, noor: User, sign_in: SignIn) -> None:
    assert sign_in() == HOME
    assert user_of(client) == str(noor.pk)


def test_the_address_one_came_for_is_kept(client: Client, noor: User) -> None:
    asked = client.get("/en/account/")
    response = client.post(
        asked["Location"], {"login": noor.email, "password": PASSWORD, "next": "/en/account/"}
    )
    assert (asked["Location"], response["Location"]) == (
        "/en/account/sign-in/?next=/en/account/",
        "/en/account/",
    )


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client: Client, noor: User, target: str) -> None:
    response = client.post(
        "/en/account/sign-in/", {"login": noor.email, "password": PASSWORD, "next": target}
    )
    assert response["Location"] == HOME


@pytest.mark.parametrize("email", ["NOOR@example.org", " noor@Example.org "])
def test_capitals_and_blanks_around_the_email_do_not_matter(noor: User, sign_in: SignIn, email: str) -> None:
    assert sign_in(email) == HOME


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("noor@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("noor@example.org", ""),
        ("", ""),
        ("noor", PASSWORD),
        ("noor@example.org", "x" * 5000),
        ("noor\x00@example.org", PASSWORD),
    ],
)
def test_anything_else_shows_the_form_again(
    client: Client, noor: User, sign_in: SignIn, email: str, password: str
) -> None:
    assert sign_in(email, password) == "200"
    assert user_of(client) is None


def test_an_unknown_email_and_a_wrong_password_read_the_same(client: Client, noor: User) -> None:
    pages = [
        client.post("/en/account/sign-in/", {"login": email, "password": "wrong wrong wrong"})
        for email in ("noor@example.org", "nobody@example.org")
    ]
    errors = [page.context["form"].non_field_errors() for page in pages]
    assert errors[0] == errors[1] == ["The e-mail or the password is not right. Check both and try again."]


def test_a_closed_account_cannot_sign_in(client: Client, noor: User, sign_in: SignIn) -> None:
    User.objects.update(is_active=False)
    assert sign_in() == "/en/account/sign-in/"
    assert user_of(client) is None


def test_with_a_phone_the_code_is_asked(client: Client, noor: User, sign_in: SignIn) -> None:
    give_phone(noor)
    assert sign_in() == CODE
    assert user_of(client) is None
    code = code_of()
    response = client.post(CODE, {"code": f"{code[:3]} {code[3:]}"})
    assert (response["Location"], user_of(client)) == (HOME, str(noor.pk))


def test_a_spare_code_works_once(client: Client, noor: User, sign_in: SignIn) -> None:
    spare = give_phone(noor)[0]
    landed = []
    for _ in range(2):
        sign_in()
        response = client.post(CODE, {"code": spare})
        landed.append(response.headers.get("Location"))
        client.logout()
    assert landed == [HOME, None]


def test_a_code_works_once(client: Client, noor: User, sign_in: SignIn) -> None:
    give_phone(noor)
    code, landed = code_of(), []
    for _ in range(2):
        sign_in()
        landed.append(client.post(CODE, {"code": code}).headers.get("Location"))
        client.logout()
    assert landed == [HOME, None]


def test_guessing_codes_ends_after_ten(client: Client, noor: User, sign_in: SignIn) -> None:
    give_phone(noor)
    sign_in()
    for _ in range(10):
        client.post(CODE, {"code": "no"})
    response = client.post(CODE, {"code": code_of()})
    assert response.context["form"].errors["code"] == [
        "Too many tries. Wait a quarter of an hour, then try again."
    ]


def test_the_code_page_needs_a_password_first(client: Client, db: None) -> None:
    assert client.get(CODE)["Location"] == "/en/account/sign-in/"


def test_sign_out_ends_the_session(client: Client, noor: User, sign_in: SignIn) -> None:
    sign_in()
    key = client.session.session_key
    assert client.get("/en/account/sign-out/").status_code == 200
    assert user_of(client) == str(noor.pk)
    assert client.post("/en/account/sign-out/")["Location"] == "/en/"
    client.cookies["opstap_session"] = key or ""
    assert client.get(HOME)["Location"] == f"/en/account/sign-in/?next={HOME}"


def test_the_session_ends_with_the_browser_and_after_a_working_day(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    sign_in()
    cookie = client.cookies["opstap_session"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"], cookie["samesite"]) == (
        "",
        "",
        True,
        "Lax",
    )
    assert client.session.get_expire_at_browser_close() is True


def test_pages_of_signed_in_people_are_not_kept_by_the_browser(
    client: Client, noor: User, sign_in: SignIn
) -> None:
    sign_in()
    assert client.get("/en/account/password/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_inactive", "mfa_trust"])
def test_what_we_do_not_use_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)

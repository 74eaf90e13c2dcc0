import pytest
from django.test import Client

from tests.factories import make_user


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused_also_with_a_session() -> None:
    client = Client()
    client.force_login(make_user())
    assert client.get("/en/", headers={"host": "elsewhere.example"}).status_code == 400

"""The button of the central sign-in in a real browser, which holds the page's policy against the form's whole way."""

from collections.abc import Callable

from django.conf import settings
from django.test import override_settings

from tests.access import provider as at
from tests.cast import Cast
from tests.journeys.visitor import Visitor


def test_an_identity_is_linked_and_signs_in_by_the_button(visit: Callable[..., Visitor], cast: Cast) -> None:
    with at.running() as provider:
        app = {
            "provider_id": "central", "name": "统一身份认证", "client_id": at.CLIENT, "secret": at.SECRET,
            "settings": {"server_url": provider.issuer, "oauth_pkce_enabled": True},
        }  # fmt: skip
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        led = {**policy, "form-action": ["'self'", provider.issuer]}
        with override_settings(
            ROOT_URLCONF="tests.access.central_urls",
            OIDC_ISSUER=provider.issuer,
            OIDC_ORIGIN=provider.issuer,
            CONTENT_SECURITY_POLICY={"DIRECTIVES": led},
            SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}},
        ):
            person = visit("wangfang").sign_in()
            person.go("/account/central/")
            person.sees("统一身份认证")
            person.page.get_by_role("button", name="绑定").click()
            person.page.wait_for_url("**/account/central/")
            assert person.judge("central-linked") == []
            person.context.clear_cookies()
            person.go("/sign-in/")
            person.page.get_by_role("button", name="统一身份认证").click()
            person.page.wait_for_url(person.site + "/")
            assert person.judge("central-signed-in") == []

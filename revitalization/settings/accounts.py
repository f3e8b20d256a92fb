"""Accounts: signing in, the second step, the central sign-in."""

from urllib.parse import urlsplit

from revitalization import env
from revitalization.settings.base import MODE

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "name", "email", "phone")}},
    {"NAME": "responsibilities.access.adapters.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
if MODE == "test":  # a million rounds for each of some thousand sign-ins would be minutes of a test run
    PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
REAUTH_URL = "account_reauthenticate"
PROXIES = env.number(
    "BATON_PROXIES", 0, "number of trusted proxies in front; their X-Forwarded-For is believed"
)
REQUIRE_MFA = env.flag(
    "BATON_REQUIRE_MFA", MODE == "production", "ask a second step for granting, publishing, re-opening"
)
ACCOUNT_ADAPTER = "responsibilities.access.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "responsibilities.access.forms.SignInForm",
    "change_password": "responsibilities.access.forms.PasswordForm",
    "reauthenticate": "responsibilities.access.forms.ConfirmForm",
}
# Passwords: limited by sign-in name and address (`responsibilities.access.adapters`); by address alone would lock a
# whole office out. `login_failed` here counts codes of the second step, by account, after the password was right.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/900s/key",
    "reauthenticate": "20/m/user",
    "change_password": "10/m/user",
}
MFA_ADAPTER = "responsibilities.access.adapters.SecondStep"
MFA_FORMS = {
    "authenticate": "responsibilities.access.forms.CodeForm",
    "reauthenticate": "responsibilities.access.forms.ConfirmCodeForm",
    "add_webauthn": "responsibilities.access.forms.PasskeyForm",
    "activate_totp": "responsibilities.access.forms.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Baton"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
SOCIALACCOUNT_ADAPTER = "responsibilities.access.adapters.CentralSignIn"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
OIDC_ISSUER = env.text("BATON_OIDC_ISSUER", "", "address of the central sign-in (OpenID Connect)")
OIDC_NAME = env.text("BATON_OIDC_NAME", "", "name of the central sign-in on the sign-in page")
OIDC_IS_STRONG = env.flag("BATON_OIDC_IS_STRONG", False, "the central sign-in itself asks for a second step")
_issuer = urlsplit(OIDC_ISSUER)
OIDC_ORIGIN = f"{_issuer.scheme}://{_issuer.netloc}" if OIDC_ISSUER else ""
_OIDC = {
    "provider_id": "central",
    "name": OIDC_NAME or "OpenID Connect",
    "client_id": env.text("BATON_OIDC_CLIENT_ID", "", "this system's id at the central sign-in"),
    "secret": env.text("BATON_OIDC_SECRET", "", "this system's secret at the central sign-in"),
    "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_OIDC] if OIDC_ISSUER else []}}

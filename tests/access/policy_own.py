"""One's own desk: signing in and out, the second step, the post acted in."""

from tests.policy.basics import ALL, GET, ONE, POST, pages
from tests.policy.people import EVERYBODY, names
from tests.policy.rows import CONFIRM, HIDDEN, NEEDS, OK, SIGN_IN, Row

OWN = [
    *pages("account", "acting", "mfa_index", "mfa_list_webauthn", "tokens"),
    Row("acting", POST, ONE, {NEEDS: EVERYBODY}, send={"source": "tenure:0"}),
    # Whoever of them files puts the card of that role away; to all others it is none of their roles.
    Row("welcomed", POST, ONE, {OK: names("wangfang sunli"), NEEDS: EVERYBODY}, send={"role": "filer"}),
    Row("view_save", POST, ONE, ALL, send={"name": "本周", "query": "due=week"}),
    Row("view_drop", POST, ONE, {OK: names("wangfang")}),
    Row("account_sign_out_others", POST, ONE, ALL),
    Row("account_change_password", GET, ONE, ALL),
    Row("account_change_password", POST, ONE, ALL, send={"oldpassword": "x"}),
    Row("account_login", GET, ONE, ALL, nobody=OK),
    Row("account_login", POST, ONE, ALL, send={"login": "wangfang", "password": "x"}, nobody=OK),
    Row("account_logout", GET, ONE, ALL),
    # Afterwards there is only the sign-in page.
    Row("account_logout", POST, ONE, {SIGN_IN: EVERYBODY}),
    Row("account_reauthenticate", GET, ONE, ALL),
    Row("account_reauthenticate", POST, ONE, ALL, send={"password": "x"}),
]

# Nobody of the cast has set up a second step: what needs one is not there, or asks to confirm by other means.
SECOND_STEP = [
    Row("mfa_authenticate", GET, ONE, ALL),
    Row("mfa_authenticate", POST, ONE, ALL, send={"code": "1"}),
    Row("mfa_login_webauthn", GET, ONE, {OK: EVERYBODY}),
    Row("mfa_login_webauthn", POST, ONE, {OK: EVERYBODY}, send={"credential": "{}"}),
    *(Row(name, method, ONE, {CONFIRM: EVERYBODY}, send={})
      for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn") for method in (GET, POST)),
    *(Row(name, method, ONE, ALL, send={})
      for name in ("mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn") for method in (GET, POST)),
    *(Row("mfa_deactivate_totp", method, ONE, {}, HIDDEN, send={}) for method in (GET, POST)),
    Row("mfa_view_recovery_codes", GET, ONE, {}, HIDDEN),
    *(Row(name, method, ONE, {}, HIDDEN, args={"pk": "1"}, send={})
      for name in ("mfa_edit_webauthn", "mfa_remove_webauthn") for method in (GET, POST)),
]  # fmt: skip

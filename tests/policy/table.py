"""The table: every address, every method, and who gets what where. Written by hand; the walk holds the product to it.

A missing address, a stale one, or a method that is answered without a row here fails the run. Whoever is not named by
a row gets `others` (usually: hidden); without a sign-in there is nothing but the way to the sign-in page.
"""

from typing import Any

from tests.policy import table_api, table_reports
from tests.policy.people import (
    ADMINISTERS,
    ALL_SECURITY,
    APPOINTS,
    AUDIT,
    CITY_AUDIT,
    CITY_SECURITY,
    EDITS,
    EVERYBODY,
    GANSU,
    HAS_FACTS,
    LANZHOU,
    ORGANIZER,
    PLACES,
    POST_READS,
    READS,
    RECORD_READS,
    SECURITY,
    SISTER,
    TOWN,
    TOWN_HEADS,
    UNIT_READS,
    VILLAGE,
    XIJI,
    YONGDENG,
    names,
)  # fmt: skip
from tests.policy.rows import CONFIRM, FORBIDDEN, HIDDEN, NEEDS, NO_METHOD, OK, SIGN_IN, STATE, WHOLE, Row
from tests.policy.stage import GRANT_OF, day

GET, POST = "GET", "POST"
ONE = (WHOLE,)
ALL = {OK: EVERYBODY}
NAMED = (TOWN, SISTER, YONGDENG, XIJI)
"""Places that stand for own, sibling, above and other province where seven would say no more."""
WITH_VILLAGE = (*NAMED, VILLAGE, LANZHOU)


def pages(*listed: str) -> list[Row]:
    """Pages without a subject that everybody who is signed in may see."""
    return [Row(name, GET, ONE, ALL) for name in listed]


SITE = [
    *pages("inbox", "api_docs", "categories", "duties", "unit_tree", "unit_search", "notices", "jobs", "tokens"),
    Row("map", GET, ONE, {OK: HAS_FACTS}, FORBIDDEN),
    Row("health", GET, ONE, ALL, nobody=OK),
    Row("set_language", POST, ONE, ALL, send={"language": "en"}, nobody=OK),
    Row("set_text_size", POST, ONE, ALL, send={"size": "large"}, nobody=OK),
    Row("record", GET, ONE, {OK: HAS_FACTS | AUDIT | CITY_AUDIT}, FORBIDDEN),
    *(Row("api_nothing", method, ONE, {}, HIDDEN, args={"rest": "v2/x"}, nobody=HIDDEN)
      for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
]  # fmt: skip

UNITS = [
    Row("unit", GET, NAMED, ALL),
    Row("unit", GET, WITH_VILLAGE, {OK: UNIT_READS}, query="?tab=facts"),
    Row("unit", GET, WITH_VILLAGE, {OK: POST_READS}, query="?tab=posts"),
    Row("unit", GET, WITH_VILLAGE, {OK: POST_READS}, query="?tab=roles"),
    Row("unit", GET, WITH_VILLAGE, {OK: READS}, query="?tab=reports"),
    Row("unit", GET, WITH_VILLAGE, {OK: RECORD_READS}, query="?tab=record"),
    Row("unit_children", GET, NAMED, ALL),
    Row("unit_change", POST, PLACES, {OK: EDITS, FORBIDDEN: UNIT_READS}, args={"what": "name"},
        send=lambda s, p: {"version": s.units[p].version, "reason": "复核", "short_name": "简称"}),
    Row("unit_change", POST, NAMED, {OK: EDITS, FORBIDDEN: UNIT_READS}, args={"what": "scope"},
        send=lambda s, p: {"version": s.units[p].version, "reason": "复核", "year": "2027", "scope": "no"}),
    Row("unit_change", POST, NAMED, {OK: EDITS, FORBIDDEN: UNIT_READS}, args={"what": "class"},
        send=lambda s, p: {"version": s.units[p].version, "reason": "复核", "classes": ["hill"]}),
    Row("unit_change", POST, NAMED, {NEEDS: EDITS, FORBIDDEN: UNIT_READS}, args={"what": "name"}, send={}),
]  # fmt: skip

# ---------------------------------------------------------------- accounts, roles, tokens

OWN = [
    *pages("account", "acting", "mfa_index", "mfa_list_webauthn"),
    Row("acting", POST, ONE, {NEEDS: EVERYBODY}, send={"source": "tenure:0"}),
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

HELD = (TOWN, SISTER, YONGDENG, LANZHOU, GANSU, XIJI)


def a_grant(_stage: object, _place: str) -> dict[str, str]:
    return {"username": "hexin", "role": "reader", "since": day(0)}


def a_token(stage: Any, place: str) -> dict[str, object]:
    return {
        "label": "省平台", "username": GRANT_OF[place], "unit": stage.code(place), "capabilities": ["report.read"],
        "last_day": day(30),
    }  # fmt: skip


OVER_ACCOUNTS = {OK: ADMINISTERS, HIDDEN: CITY_SECURITY}
# These tokens reach the whole nation, so the city's security administrator has no say over them.
OVER_TOKENS = {
    TOWN: SECURITY | names("wangfang"), SISTER: SECURITY | names("sunli"), YONGDENG: SECURITY | names("chenjing"),
    XIJI: SECURITY | names("maling"),
}  # fmt: skip
ACCOUNTS = [
    Row("role_grant", GET, NAMED, {OK: ADMINISTERS, FORBIDDEN: UNIT_READS}),
    Row("role_grant", POST, WITH_VILLAGE, {OK: ADMINISTERS, FORBIDDEN: UNIT_READS}, send=a_grant),
    Row("role_end", GET, NAMED, {OK: ADMINISTERS, FORBIDDEN: POST_READS}),
    Row("role_end", POST, HELD, {OK: ADMINISTERS, FORBIDDEN: POST_READS}, send={"reason": "调离"}),
    Row("accounts", GET, ONE, {OK: ALL_SECURITY}, FORBIDDEN),
    Row("account_new", GET, ONE, {OK: ALL_SECURITY}, FORBIDDEN),
    Row("account_new", POST, ONE, {OK: ALL_SECURITY}, FORBIDDEN, send={"name": "新人", "username": "xinren"}),
    Row("account_one", GET, HELD, OVER_ACCOUNTS, FORBIDDEN),
    Row("account_reset", POST, NAMED, OVER_ACCOUNTS, FORBIDDEN, send={"reason": "忘记"}),
    # Nobody asked for a new code of theirs: they are no administrators.
    *(Row(name, POST, HELD, {STATE: ADMINISTERS, HIDDEN: CITY_SECURITY}, FORBIDDEN)
      for name in ("account_reset_confirm", "account_reset_drop")),
    Row("account_close", POST, NAMED, OVER_ACCOUNTS, FORBIDDEN, send={"reason": "调离"}),
    Row("token_new", GET, ONE, {OK: ALL_SECURITY}, FORBIDDEN),
    Row("token_new", POST, (*NAMED, LANZHOU), {OK: ADMINISTERS, NEEDS: CITY_SECURITY}, FORBIDDEN, send=a_token),
    *(Row(name, method, NAMED, {OK: OVER_TOKENS}) for name, method in (("token", GET), ("token_revoke", POST))),
    Row("security_events", GET, ONE, {OK: AUDIT | CITY_AUDIT}, FORBIDDEN),
]  # fmt: skip

# ---------------------------------------------------------------- posts and people

SEATS = (TOWN, SISTER, YONGDENG, LANZHOU, GANSU, XIJI)
VACANT = (SISTER, LANZHOU, XIJI)
WHO = {"name": "孙新任", "kind": "full", "since": "2026-11-24"}


def _leaving(stage: object, place: str) -> dict[str, object]:
    version = stage.tenures[place].version  # type: ignore[attr-defined]
    return {
        "version": version,
        "until": "2026-11-30",
        "on": "2026-11-30",
        "name": "孙新任",
        "kind": "full",
        "reason": "误录",
    }


def _amended(stage: object, place: str) -> dict[str, object]:
    return {"version": stage.tenures[place].person.version, "name": "任改名"}  # type: ignore[attr-defined]


MAY_APPOINT = {OK: APPOINTS, FORBIDDEN: POST_READS}
POSTS = [
    *pages("vacancies", "vacancy_sheet"),
    Row("post", GET, SEATS, {OK: POST_READS}),
    *(Row(name, GET, (*NAMED, LANZHOU), MAY_APPOINT) for name in ("post_appoint", "post_act_for", "post_note_vacancy")),
    *(Row(name, POST, VACANT, MAY_APPOINT, send=send) for name, send in (
        ("post_appoint", WHO), ("post_act_for", {**WHO, "kind": "acting"}), ("post_note_vacancy", {"since": "2026-11-24"}),
    )),
    *(Row(name, POST, (TOWN,), {NEEDS: APPOINTS, FORBIDDEN: POST_READS}, send=WHO)
      for name in ("post_appoint", "post_note_vacancy")),
    *(Row(name, method, NAMED, MAY_APPOINT, send=_leaving)
      for name in ("tenure_hand_over", "tenure_relieve", "tenure_annul") for method in (GET, POST)),
    Row("person", GET, SEATS, {OK: POST_READS}),
    Row("person", POST, SEATS, MAY_APPOINT, send=_amended),
    Row("person_sign_in", POST, (SISTER, LANZHOU, XIJI), MAY_APPOINT),
    Row("person_sign_in", POST, (TOWN,), {STATE: APPOINTS, FORBIDDEN: POST_READS}),
    Row("rosters", GET, ONE, {OK: ORGANIZER}, FORBIDDEN),
    Row("rosters", POST, ONE, {NEEDS: ORGANIZER}, FORBIDDEN, send={"file": ""}),
    Row("roster_template", GET, ONE, {OK: ORGANIZER}, FORBIDDEN),
    Row("roster", GET, (LANZHOU,), {OK: ORGANIZER}, FORBIDDEN),
    *(Row(name, POST, (LANZHOU,), {STATE: ORGANIZER}, FORBIDDEN) for name in ("roster_confirm", "roster_codes")),
]  # fmt: skip

# ---------------------------------------------------------------- files, jobs, notices

INSIDE = {TOWN: names("wangfang lijun") | TOWN_HEADS}
FILES = [
    *(Row(name, GET, (TOWN,), {OK: INSIDE}) for name in ("file", "file_picture")),
    *(Row(name, GET, (TOWN,), {OK: READS}, stage="submitted") for name in ("file", "file_picture")),
    Row("file_detach", POST, (TOWN,), {OK: {TOWN: names("wangfang")}, FORBIDDEN: INSIDE}),
    Row("file_detach", POST, (TOWN,), {FORBIDDEN: READS}, stage="submitted"),
]
JOBS = [
    *(Row(name, GET, (TOWN,), {OK: names("chenjing")}) for name in ("job", "job_progress", "job_file")),
    Row("job_cancel", POST, (TOWN,), {OK: names("chenjing")}),
    Row("notices_read", POST, ONE, ALL),
]

PARTS: dict[str, list[Row]] = {
    "site and units": [*SITE, *UNITS],
    "own account": [*OWN, *SECOND_STEP],
    "accounts": ACCOUNTS,
    "posts": POSTS,
    "files and jobs": [*FILES, *JOBS],
    "reports": table_reports.TABLE,
    "programs": table_api.TABLE,
}
TABLE: list[Row] = [row for rows in PARTS.values() for row in rows]

PUBLIC = {row.name for row in TABLE if row.nobody != SIGN_IN}
"""Addresses answered without a sign-in: held against a list of their own in the tests."""

ANY_QUERY: frozenset[str] = frozenset()
"""Addresses that pass over query parameters they do not know."""

ANY_METHOD = frozenset({("api_nothing", "TRACE")})
"""Methods that are answered like another one."""

CENTRAL = {"socialaccount_connections", "openid_connect_login", "openid_connect_callback"}
"""Addresses that are there only with a central sign-in; walked by the tests of the sign-in."""

__all__ = ["ANY_METHOD", "ANY_QUERY", "CENTRAL", "NO_METHOD", "PARTS", "PUBLIC", "TABLE"]

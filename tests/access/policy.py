"""Accounts, sign-in, roles and tokens."""

from datetime import timedelta
from typing import Any

from responsibilities.access.actions.accounts import create_account
from responsibilities.access.actions.tokens import issue_token
from responsibilities.access.models import Grant, SavedView, Token, User
from responsibilities.access.queries import actor_for
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Problem
from tests import world
from tests.access import policy_beside
from tests.access.policy_awaited import AWAITED, city_administrators
from tests.access.policy_own import OWN, SECOND_STEP
from tests.policy.basics import (
    GET,
    GRANT_OF,
    MISSING,
    NAMED,
    NO_UUID,
    ONE,
    OWNERS,
    POST,
    SEATS,
    WITH_VILLAGE,
    Policy,
    Shown,
    Trial,
    day,
    get,
    only,
    undone,
)  # fmt: skip
from tests.policy.people import (
    ADMINISTERS,
    ALL_SECURITY,
    CITY_SECURITY,
    EVERYBODY,
    LANZHOU,
    POST_READS,
    SECURITY,
    SISTER,
    TOWN,
    UNIT_READS,
    XIJI,
    YONGDENG,
    names,
)  # fmt: skip
from tests.policy.rows import (
    FORBIDDEN,
    HIDDEN,
    NEEDS,
    OK,
    STATE,
    WHOLE,
    Row,
)  # fmt: skip

ROLES = "responsibilities/access/views/roles.py"
HOLDS_NOTHING = "xianren"

HELD = SEATS


def a_grant(_stage: object, _place: str) -> dict[str, str]:
    return {"username": "hexin", "role": "reader", "since": day(0)}


def a_token(stage: Any, place: str) -> dict[str, object]:
    return {
        "label": "省平台", "username": GRANT_OF[place], "unit": stage.code(place), "capabilities": ["report.read"],
        "last_day": day(30), "form_key": NO_UUID,
    }  # fmt: skip


def a_role_for_account(stage: Any, place: str) -> dict[str, str]:
    return {"unit": stage.code(place), "role": "reader", "since": day(0)}


def a_reset(stage: Any, place: str) -> dict[str, object]:
    return {"reason": "忘记", "version": stage.cast.user(GRANT_OF[place]).version}


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
    Row("account_grant", GET, HELD, OVER_ACCOUNTS, FORBIDDEN),
    Row("account_grant", POST, HELD, OVER_ACCOUNTS, FORBIDDEN, send=a_role_for_account),
    Row("account_reset", POST, NAMED, OVER_ACCOUNTS, FORBIDDEN, send=a_reset),
    # Nothing is asked for about them: they are no administrators.
    *(Row(name, POST, HELD, {STATE: ADMINISTERS, HIDDEN: CITY_SECURITY}, FORBIDDEN, send={"version": 7})
      for name in ("account_confirm", "account_drop", "account_code")),
    Row("account_close", POST, NAMED, OVER_ACCOUNTS, FORBIDDEN, send={"reason": "调离"}),
    Row("token_new", GET, ONE, {OK: ALL_SECURITY}, FORBIDDEN),
    Row("token_new", POST, (*NAMED, LANZHOU), {OK: ADMINISTERS, NEEDS: CITY_SECURITY}, FORBIDDEN, send=a_token),
    *(Row(name, method, NAMED, {OK: OVER_TOKENS}) for name, method in (("token", GET), ("token_revoke", POST))),
]  # fmt: skip


class Subjects:
    """Administrators of a city besides the nation's, a grant at every place, a token for everybody."""

    def set_up(self) -> None:
        city_administrators()
        self.tokens: dict[str, Token] = {}
        self.texts: dict[str, str] = {}
        self.grants = {
            place: Grant.objects.get(user__username=username, source="")
            for place, username in GRANT_OF.items()
        }
        _tokens(self)
        self.view = SavedView.objects.create(user=self.cast.user("wangfang"), name="逾期", query="due=late")

    def beyond(self) -> None:
        """An account that holds nothing anywhere."""
        User.objects.create(username=HOLDS_NOTHING, name="闲人", must_change_password=False)


def _tokens(stage: Any) -> None:
    # By the command line: nobody alone lets a program act for an administrator.
    security = Actor.system("tests", via="command")
    for username in sorted(EVERYBODY):
        user = stage.cast.user(username)
        owner = actor_for(user.pk)
        token, text = issue_token(
            actor=security,
            user=user,
            label=f"{username} in tests",
            capabilities=[str(c) for c in C if owner.has(c) and not c.in_person],
            unit=world.unit(world.NATION),
            expires_at=clock.now() + timedelta(days=30),
        )
        stage.tokens[username], stage.texts[username] = token, text


def makes(_stage: Any, actor: Actor) -> object:
    """Whether this person opens an account that has no place yet."""
    try:
        with undone():
            create_account(actor=actor, username="xinzhanghu", name="新账户")
    except Problem as problem:
        return type(problem).__name__
    return "made"


TRIALS = [
    Trial("TokenForm.unit", "token_new", WHOLE, "anlan", lambda s: a_token(s, TOWN), lambda s: s.code(XIJI),
          lambda s: s.code(MISSING), lambda s: s.code(TOWN)),
    Trial("AccountGrantForm.unit", "account_grant", TOWN, "anlan", lambda s: a_role_for_account(s, TOWN),
          lambda s: s.code(XIJI), lambda s: s.code(MISSING), lambda s: s.code(TOWN)),
    *(Trial(f"{form}.chosen", row, place, "anlan", lambda s, sent=sent: sent(s, TOWN), lambda s: s.code(XIJI),
            lambda s: s.code(MISSING), lambda s: s.code(TOWN))
      for form, row, place, sent in (("AccountGrantForm", "account_grant", TOWN, a_role_for_account),
                                     ("TokenForm", "token_new", WHOLE, a_token))),
    Trial("TokenForm.username", "token_new", WHOLE, "anlan", lambda s: a_token(s, TOWN), lambda s: "maling",
          lambda s: "nobody", lambda s: "wangfang"),
    Trial("GrantForm.username", "role_grant", TOWN, "anlan", lambda s: a_grant(s, TOWN), lambda s: "maling",
          lambda s: "nobody", lambda s: "wangfang"),
    Trial("POST.source", "acting", WHOLE, "zhaogang", lambda s: {}, lambda s: s.tenures[XIJI].source,
          lambda s: "tenure:0"),
]  # fmt: skip
FRESH = [
    "role_grant", "role_end", "account_new", "account_one", "account_grant", "account_reset", "account_close", "token_new",
]  # fmt: skip
OWN_DESK = (
    "acting welcomed view_save view_drop account_login account_logout account_change_password account_reauthenticate account_sign_out_others"
    " mfa_activate_totp mfa_add_webauthn mfa_authenticate mfa_login_webauthn mfa_generate_recovery_codes"
)


def _of_account(s, p):
    return {"key": NO_UUID if p == MISSING else s.cast.user(GRANT_OF[p]).public_id}


def _of_token(s, p):
    return {"key": "aaaaaaaaaaaa" if p == MISSING else s.tokens[GRANT_OF[p]].key_id}


NAMED_BY = {
    "role_grant": lambda s, p: {"code": s.code(p)},
    "role_end": lambda s, p: {"key": NO_UUID if p == MISSING else s.grants[p].public_id},
    **dict.fromkeys(
        (
            "account_one",
            "account_grant",
            "account_reset",
            "account_close",
            "account_confirm",
            "account_drop",
            "account_code",
        ),
        _of_account,
    ),
    **dict.fromkeys(("token", "token_revoke"), _of_token),
    "view_drop": lambda s, p: {"key": NO_UUID if p == MISSING else s.view.public_id},
}

POLICY = Policy(
    lists={
        "accounts": ("accounts", "anquan"),
        "tokens": ("tokens", "anquan"),
        "events": ("security_events", "shenji"),
    },
    rows=[
        *OWN,
        *SECOND_STEP,
        *ACCOUNTS,
        Row("unit", GET, WITH_VILLAGE, {OK: POST_READS}, query="?tab=roles"),
    ],
    named=NAMED_BY,
    subjects=Subjects,
    shown=[
        Shown(
            "accounts",
            only(ADMINISTERS, *SEATS),
            lambda s, p: f">{OWNERS[p]}<",
            query=lambda s, p: f"?q={OWNERS[p]}",
        ),
        Shown(
            "tokens",
            {place: SECURITY | names(OWNERS[place]) for place in SEATS},
            lambda s, p: f"{OWNERS[p]} in tests",
        ),
    ],
    fields={
        "AccountForm": "name username phone",
        "ResetForm": "reason second_step version",
        "CloseForm": "reason",
        "ProposalForm": "version",
        "CodeForm": "code",
        "ConfirmCodeForm": "code",
        "FirstCodeForm": "code",
        "ConfirmForm": "password",
        "PasskeyForm": "name credential passwordless",
        "PasswordForm": "oldpassword password1 password2",
        "SignInForm": "password remember",
        "RoleForm": "role since until reason",
        "GrantForm": "role since until reason",
        "AccountGrantForm": "role since until reason",
        "EndForm": "until reason",
        "TokenForm": "label capabilities networks last_day form_key",
        "ViewForm": "name query place",
    }
    | {"POST": "next name query place role"},
    naming={
        "TokenForm.unit": "unit",
        "TokenForm.chosen": "unit",
        "PlaceForm.unit": "own",
        "PlaceForm.chosen": "own",
        "AccountGrantForm.unit": "unit",
        "AccountGrantForm.chosen": "unit",
        "GrantForm.username": "account",
        "TokenForm.username": "account",
        "POST.source": "post",
    },
    parameters={
        "acting": ("next",),
        "token_new": ("preset", "account"),
        "accounts": ("q", "unit", "role", "step", "unused", "state", "order", "after", "before", "count"),
        "tokens": ("order", "after", "before", "count"),
        "account_login": ("next",),
        "account_reauthenticate": ("next",),
    },
    witnesses={
        C.TOKEN_ISSUE: [("token_new", "POST", {})],
        C.ROLE_GRANT: [("role_end", "POST", {})],
        C.ACCOUNT_RESET: [get("account_one")],
    },
    holders={
        "system_admin": (("xitong", "", XIJI),),
        "security_admin": (("anlan", LANZHOU, TOWN),),
        "audit_admin": (("shenlan", LANZHOU, TOWN),),
    },
    trials=TRIALS,
    # What is new has no version yet; what ends says the second time that it has ended;
    # one's own desk is nobody else's.
    unversioned=dict.fromkeys(("account_new", "role_grant", "account_grant"), "new")
    | dict.fromkeys(("role_end", "account_close", "token_revoke"), "ends")
    | {"token_new": "new"}
    | dict.fromkeys(OWN_DESK.split(), "own"),
    unguarded={
        "chosen": "which of several units of one name; without it that is asked, and of one alone nothing is"
    },
    questions=[makes, *policy_beside.QUESTIONS],
    beyond=[
        Shown("accounts", {TOWN: SECURITY}, lambda s, p: f">{HOLDS_NOTHING}<", query=f"?q={HOLDS_NOTHING}"),
    ],
    several=[("account.create", "person.sign_in")],
    awaited=AWAITED,
    fresh=FRESH,
    twice={
        # Fetched within what is seen, then asked for the right: the right would be refused as hidden.
        ("Reach.q", f"{ROLES}:end"): (("Actor.require", f"{ROLES}:end"),),
        ("UnitQuerySet.within", f"{ROLES}:grant"): (("Actor.require", f"{ROLES}:grant"),),
    },
)

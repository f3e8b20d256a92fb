"""What the slice adds to the product."""

from datetime import timedelta

from allauth.account import views as sign_in
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.base import views as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as codes
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as linked
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.urls import path, re_path
from guardian.models import GroupObjectPermission, UserObjectPermission

from responsibilities.access.actions.roles import load_roles
from responsibilities.access.actions.sessions import clear_sessions
from responsibilities.access.models import (
    ACCOUNTS,
    CalendarAddress,
    Grant,
    KnownRole,
    Proposal,
    SavedView,
    SecurityEvent,
    Token,
    Usage,
    User,
)
from responsibilities.access.queries import handover
from responsibilities.access.views import accounts, central, own, roles, saved, tokens
from responsibilities.access.views.library import strict
from responsibilities.roles import C
from revitalization.kit.finding import Begin
from revitalization.kit.handover import HandoverPart
from revitalization.kit.mechanism import Mechanism, NavItem, Presenter, Sweep
from revitalization.kit.unit_page import UnitPart
from revitalization.kit.welcome import FirstThing
from revitalization.kit.words import N_

CODE = r"(?P<code>\d{12}(?:-D\d{2,3})?)"

# Of the sign-in library only what is used here: no sign-up, no mail, no password reset by mail.
SIGN_IN = [
    path("sign-in/", strict(own.sign_in), name="account_login"),
    path("sign-in/code/", strict(second_step.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", strict(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("sign-out/", strict(sign_in.logout), name="account_logout"),
    path("confirm/", strict(own.confirm), name="account_reauthenticate"),
    path("confirm/code/", strict(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("confirm/passkey/", strict(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/password/", strict(own.password), name="account_change_password"),
    path("account/second-step/", strict(second_step.index), name="mfa_index"),
    path("account/second-step/app/", strict(codes.activate_totp), name="mfa_activate_totp"),
    path("account/second-step/app/remove/", strict(codes.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "account/second-step/recovery/", strict(recovery.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "account/second-step/recovery/new/",
        strict(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/second-step/passkeys/", strict(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("account/second-step/passkeys/new/", strict(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("account/second-step/passkeys/<int:pk>/", strict(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "account/second-step/passkeys/<int:pk>/remove/",
        strict(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]
CENTRAL = [
    path("account/central/", strict(linked.connections), name="socialaccount_connections"),
    path("sign-in/<slug:provider_id>/start/", central.start, name="openid_connect_login"),
    path("sign-in/<slug:provider_id>/back/", central.back, name="openid_connect_callback"),
]

OWN = [
    path("account/", own.account, name="account"),
    path("account/sessions/end/", own.sign_out_others, name="account_sign_out_others"),
    path("acting/", own.acting, name="acting"),
    path("welcome/", own.welcomed, name="welcomed"),
    re_path(rf"^units/{CODE}/roles/new/$", roles.grant, name="role_grant"),
    path("grants/<uuid:key>/end/", roles.end, name="role_end"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="account_new"),
    path("accounts/<uuid:key>/", accounts.one, name="account_one"),
    path("accounts/<uuid:key>/roles/new/", roles.grant_to, name="account_grant"),
    path("accounts/<uuid:key>/reset/", accounts.reset, name="account_reset"),
    path("accounts/<uuid:key>/confirm/", accounts.confirm, name="account_confirm"),
    path("accounts/<uuid:key>/drop/", accounts.drop, name="account_drop"),
    path("accounts/<uuid:key>/code/", accounts.code, name="account_code"),
    path("accounts/<uuid:key>/close/", accounts.close, name="account_close"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.new, name="token_new"),
    path("tokens/<slug:key>/", tokens.one, name="token"),
    path("tokens/<slug:key>/revoke/", tokens.revoke, name="token_revoke"),
    path("views/", saved.save, name="view_save"),
    path("views/<uuid:key>/drop/", saved.drop, name="view_drop"),
]

MECHANISM = Mechanism(
    key="access",
    urls=[*SIGN_IN, *(CENTRAL if settings.OIDC_ISSUER else []), *OWN],
    navigation=[
        NavItem("account", N_("My account"), "account", "person", "work", 70, place="menu"),
        NavItem("accounts", N_("Accounts"), "accounts", "people", "admin", 10, C.ACCOUNT_RESET),
        NavItem("tokens", N_("API tokens"), "tokens", "key", "admin", 20, C.TOKEN_ISSUE),
    ],
    guide={
        "": "also",
        **dict.fromkeys(
            ("accounts", "account_new", "account_one", "account_reset", "account_confirm"), "accounts"
        ),
        **dict.fromkeys(("account_drop", "account_code", "account_close"), "accounts"),
        **dict.fromkeys(("role_grant", "role_end", "account_grant"), "roles"),
        **dict.fromkeys(("tokens", "token_new", "token", "token_revoke"), "tokens"),
        **dict.fromkeys(("view_save", "view_drop"), "inbox"),
    },
    welcome=[
        FirstThing("security_admin", 10, N_("Open accounts and give new one-time codes"), "accounts"),
        FirstThing("security_admin", 20, N_("Grant and end roles, never to yourself"), guide="roles"),
        FirstThing("security_admin", 30, N_("Issue tokens for programs, and revoke them"), "tokens"),
    ],
    begins=[
        Begin(
            "account",
            N_("Open an account"),
            "account_new",
            "person",
            40,
            C.ACCOUNT_RESET,
            words=N_("sign-in account"),
        ),
        Begin(
            "token",
            N_("Issue an API token"),
            "token_new",
            "key",
            50,
            C.TOKEN_ISSUE,
            words=N_("token interface"),
        ),
    ],
    sweeps=[Sweep("sessions", timedelta(days=1), clear_sessions, N_("clears away sessions that have ended"))],
    catalogue=load_roles,
    handover=[HandoverPart("accounts", N_("Roles and tokens"), 70, handover.accounts)],
    sealed=[ACCOUNTS],
    append_only=[SecurityEvent],
    changeable=[Grant, Proposal, SocialApp, Token, Usage, User],
    deletable=[
        Authenticator,
        CalendarAddress,
        EmailAddress,
        EmailConfirmation,
        SavedView,
        Session,
        SocialAccount,
        SocialToken,
    ],
    # Of the frameworks' own rights nothing is used; they are filled by the migrations.
    read_only=[
        KnownRole,
        ContentType,
        Group,
        Group.permissions.through,
        GroupObjectPermission,
        Permission,
        UserObjectPermission,
    ],
    unit_parts=[
        UnitPart(
            "roles", N_("Roles"), "archive", 20, "access/roles_tab.html", roles.roles_tab, roles.sees_roles
        )
    ],
    presenters=[
        Presenter(
            "grant",
            {
                "role.grant": N_("%(who)s granted a role: %(what)s"),
                "role.end": N_("%(who)s ended a role: %(what)s"),
            },
            label=N_("Roles"),
        ),
        Presenter(
            "account",
            {
                "account.create": N_("%(who)s opened the account of %(what)s"),
                "account.reset": N_("%(who)s issued a new one-time code to %(what)s"),
                "account.ask_reset": N_(
                    "%(who)s requested a new one-time code for the administrator %(what)s"
                ),
                "account.confirm_reset": N_("%(who)s confirmed the new one-time code for %(what)s"),
                "account.drop_reset": N_("%(who)s cancelled the new one-time code requested for %(what)s"),
                "account.ask_grant": N_("%(who)s requested a role for %(what)s"),
                "account.drop_grant": N_("%(who)s cancelled the role requested for %(what)s"),
                "account.ask_end": N_("%(who)s requested to end a role of %(what)s"),
                "account.drop_end": N_("%(who)s cancelled the request to end a role of %(what)s"),
                "account.ask_close": N_("%(who)s requested to close the account of %(what)s"),
                "account.drop_close": N_("%(who)s cancelled the request to close the account of %(what)s"),
                "account.close": N_("%(who)s closed the account of %(what)s"),
            },
            label=N_("Accounts"),
        ),
        Presenter(
            "bootstrap",
            {"account.bootstrap": N_("%(who)s made the first %(count)s administrators: %(what)s")},
        ),
        Presenter(
            "token",
            {
                "token.issue": N_("%(who)s issued an API token: %(what)s"),
                "token.revoke": N_("%(who)s revoked the API token %(what)s"),
            },
            label=N_("API tokens"),
        ),
    ],
)

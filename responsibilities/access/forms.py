"""What people type on the pages of the slice."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from responsibilities.access.queries.listing import units_called
from responsibilities.access.rules import PRESETS, code_of, plain_code
from responsibilities.roles import ROLES, SENTENCES
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.forms import ActForm, VersionedForm
from revitalization.kit.reach import Reach


class SignInForm(LoginForm):
    """Sign-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class PasswordForm(ChangePasswordForm):
    """The old password and the new one twice; the new one must differ.

    Who has just signed in with a one-time code is not asked for it again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Current password"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }
        if self.user.must_change_password:
            del self.fields["oldpassword"]
        for name, label in ((name, label) for name, label in labels.items() if name in self.fields):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = _("At least 10 characters, not only digits, not your name.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("password1") and self._is_present(cleaned["password1"]):
            self.add_error(
                "password1",
                ValidationError(_("Choose a password different from the current one."), code="same"),
            )
        return cleaned

    def _is_present(self, password: str) -> bool:
        texts = {password, code_of(password) or password}
        return any(self.user.check_password(text) for text in texts)


class _TypedCode(forms.Form):
    """Blanks, dashes and full-width digits do not count in a code."""

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain_code(self.cleaned_data["code"])
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class CodeForm(_TypedCode, AuthenticateForm):
    """A code of the second step."""


class ConfirmCodeForm(_TypedCode, ReauthenticateCodeForm):
    """A code of the second step once more."""


class FirstCodeForm(_TypedCode, ActivateTOTPForm):
    """The first code of a new app."""


class PasskeyForm(AddWebAuthnForm):
    """A new passkey, which the browser makes; nobody types it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _("No passkey was created. Try again; nothing was changed.")
        self.fields["credential"].error_messages |= {"required": said, "invalid": said}
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].initial = _("Passkey")
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("Sign in with it alone")
            self.fields["passwordless"].help_text = _(
                "No password is asked for then; the device asks for a fingerprint, a face or its PIN."
            )


class ConfirmForm(ReauthenticateForm):
    """One's own password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Your password")
        self.fields["password"].widget.attrs.pop("placeholder", None)


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RoleForm(ActForm):
    """What every giving of a role says: which, from when to when, why."""

    role = forms.ChoiceField(label=_("Role"))
    since = _day(_("From"))
    until = _day(_("Until"), required=False, help_text=_("The last day; empty: until it is ended."))
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _roles_given_by_hand()  # type: ignore[attr-defined]
        self.fields["since"].initial = clock.today()


class GrantForm(RoleForm):
    """Gives a role on the unit of the page."""

    username = forms.CharField(
        label=_("Sign-in name"), max_length=64, help_text=_("The sign-in name of the person's own account.")
    )
    field_order = ("username",)


class PlaceForm(forms.Form):
    """Names a unit by name, pinyin or code, and asks which one is meant where several are called so.

    `reach` is where it may lie; outside of it and missing are refused alike. `place` is the unit, once all is valid.
    """

    unit = forms.CharField(
        label=_("Unit"), max_length=100, help_text=_("Its name, the beginning of its pinyin, or its code.")
    )
    chosen = forms.ChoiceField(label=_("Which one is meant"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place: Unit | None = None
        typed = self.data.get("unit", "") if self.is_bound else ""
        self._found = units_called(typed, reach) if typed and "\x00" not in typed else []
        offered = [(unit.code, unit.path) for unit in self._found]
        self.fields["chosen"].choices = offered  # type: ignore[attr-defined]
        if len(offered) < 2:
            self.fields["chosen"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        code = cleaned.pop("chosen", "")
        if cleaned.pop("unit", "") and "chosen" not in self.errors:
            self.place = self._meant(code)
        return cleaned

    def _meant(self, code: str) -> Unit | None:
        if not self._found:
            self.add_error("unit", _("There is no such unit within your reach."))
        elif not code and len(self._found) > 1:
            self.add_error("chosen", _("Several units are called this. Choose the one you mean."))
        return next((unit for unit in self._found if unit.code == code or len(self._found) == 1), None)


class AccountGrantForm(PlaceForm, RoleForm):
    """Gives the account of the page a role."""

    field_order = ("unit", "chosen")


def _roles_given_by_hand() -> list[tuple[str, str]]:
    return [(role.key, _now(role.label)) for role in ROLES if not role.by_post]


class EndForm(ActForm):
    """Ends a role."""

    until = _day(_("Last day"), required=False, help_text=_("Leave empty to end it at once."))
    reason = forms.CharField(label=_("Reason"), max_length=1000, required=False)


class AccountForm(ActForm):
    """Opens an account."""

    name = forms.CharField(label=_("Name of the person"), max_length=60)
    username = forms.CharField(label=_("Sign-in name"), max_length=64)
    phone = forms.CharField(label=_("Work phone"), max_length=32, required=False)


class ResetForm(VersionedForm):
    """Gives a new one-time code; its version is the account's, which every code made for it raises."""

    reason = forms.CharField(label=_("Reason"), max_length=1000)
    second_step = forms.BooleanField(
        label=_("Also remove the authenticator app, recovery codes and passkeys (lost phone)"), required=False
    )


class CloseForm(ActForm):
    """Closes an account."""

    reason = forms.CharField(label=_("Reason"), max_length=1000)


class ProposalForm(VersionedForm):
    """Confirms, drops or fetches what was asked for; its version is the number of what was seen."""


class TokenForm(PlaceForm):
    """Issues a token; `preset` ticks the rights that a usual purpose needs."""

    field_order = ("label", "username", "unit", "chosen", "capabilities", "networks", "last_day", "form_key")

    label = forms.CharField(label=_("What it is for"), max_length=120)
    username = forms.CharField(label=_("Sign-in name of the account it acts for"), max_length=64)
    capabilities = forms.MultipleChoiceField(label=_("Rights"), widget=forms.CheckboxSelectMultiple)
    networks = forms.CharField(
        label=_("Address ranges"),
        max_length=500,
        required=False,
        help_text=_("For example 10.1.0.0/16, separated by blanks; empty: from anywhere."),
    )
    last_day = _day(_("Until"), help_text=_("At most one year from now."))
    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Open the page again and send it from there: nothing was issued.")
        ),
    )

    def __init__(self, *args: Any, preset: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = _("Unit it reaches, with all below it")
        if preset:
            self.fields["capabilities"].initial = PRESETS[preset].capabilities
            self.fields["label"].initial = _now(PRESETS[preset].label)
        rights = [(str(key), _now(text)) for key, text in SENTENCES.items() if not key.in_person]
        self.fields["capabilities"].choices = rights  # type: ignore[attr-defined]
        self.fields["last_day"].initial = clock.today() + timedelta(days=180)

    def expires_at(self) -> datetime:
        """The end of the chosen day, or of a year when that is the day chosen."""
        return clock.end_of_day(self.cleaned_data["last_day"])


NAME_OF_VIEW = _("Write a name of at most 40 characters.")


class ViewForm(forms.Form):
    """The name under which the list is kept as it is narrowed."""

    name = forms.CharField(
        label=_("Name of this view"),
        max_length=40,
        error_messages={"required": NAME_OF_VIEW, "max_length": NAME_OF_VIEW},
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    place = forms.CharField(widget=forms.HiddenInput, required=False)

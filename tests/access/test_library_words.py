"""What the libraries say to people is said in Chinese, too: their messages are walked, not waited for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import allauth
import django
import pytest
from babel.messages.pofile import read_po
from django.contrib.auth.password_validation import get_default_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from responsibilities.access.actions import create_account
from revitalization.kit.actor import Actor

CATALOGUES = (
    (
        Path(django.__file__).parent / "conf/locale/en",
        ("forms/", "core/validators", "core/exceptions", "views/csrf"),
    ),
    (Path(django.__file__).parent / "contrib/auth/locale/en", ("contrib/auth/password_validation",)),
    (
        Path(allauth.__file__).parent / "locale/en",
        (
            "account/adapter",
            "account/forms",
            "account/fields",
            "account/mixins",
            "mfa/",
            "socialaccount/adapter",
        ),
    ),
)
"""Where the texts stand, and which files of theirs speak to people here."""

THE_SAME = {":", ":?.!", "IPv4", "IPv6", "URL", "WebAuthn"}
"""Signs and names that are no sentence."""

OURS = {"This password is too short. It must contain at least %d character."}
"""Said by a sentence of our own (`access.adapters.passwords`)."""


def texts(folder: Path, spoken: tuple[str, ...]) -> Iterator[Any]:
    with (folder / "LC_MESSAGES/django.po").open("rb") as file:
        for message in read_po(file):
            files = [place for place, _line in message.locations]
            if message.id and (not files or any(place.startswith(spoken) for place in files)):
                yield message


def said(message: Any) -> set[str]:
    """What a Chinese reader gets, for one and for many."""
    if isinstance(message.id, tuple):
        return {translation.ngettext(*message.id, count) for count in (1, 5)}
    return {
        translation.pgettext(message.context, message.id)
        if message.context
        else translation.gettext(message.id)
    }


@pytest.mark.parametrize(("folder", "spoken"), CATALOGUES)
def test_no_message_of_a_library_that_can_appear_is_left_in_english(
    folder: Path, spoken: tuple[str, ...]
) -> None:
    walked, english = 0, []
    with translation.override("zh-hans"):
        for message in texts(folder, spoken):
            words = set(message.id) if isinstance(message.id, tuple) else {message.id}
            walked += 1
            if said(message) & words and not words & (THE_SAME | OURS):
                english.append(message.id)
    assert walked > 5
    assert not english


def test_what_stands_in_for_a_library_s_sentence_is_used(db: None) -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password("短 8 of")
    assert "密码太短：至少需要 10 个字符。" in refused.value.messages
    for validator in get_default_password_validators():
        with translation.override("zh-hans"):
            assert not set(validator.get_help_text()) & set("abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize("password", ["abc", "12345678901", "password123", "xiaoyu", "qwertyuiop", ""])
def test_the_first_page_a_person_sees_refuses_in_chinese(
    cast: Any, security: Actor, sign_in: Any, password: str
) -> None:
    _user, code = create_account(actor=security, username="xiaoyu", name="肖雨")
    machine = Client(headers={"Accept-Language": "zh-CN"})
    sign_in("xiaoyu", code, client=machine)
    answer = machine.post("/account/password/", {"password1": password, "password2": password})
    errors = [str(error) for found in answer.context["form"].errors.values() for error in found]
    assert errors
    for error in errors:
        assert not set(error.lower()) & set("abcdefghijklmnopqrstuvwxyz"), error

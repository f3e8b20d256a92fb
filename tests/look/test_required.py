"""A field left empty says what to do, not only that something is wrong."""

import pytest
from django import forms
from django.utils.translation import override


@pytest.mark.parametrize(
    "field", [forms.CharField(), forms.DateField(), forms.ChoiceField(choices=[("a", "A")])]
)
def test_a_field_left_empty_asks_to_be_filled_in(field: forms.Field) -> None:
    form = type("Form", (forms.Form,), {"name": field})({})
    with override("zh-hans"):
        assert form.errors["name"] == ["请填写或选择此项。"]

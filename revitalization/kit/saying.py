"""Words of the rules in the reader's language."""

from django.utils.translation import gettext

from revitalization.kit.words import Words


def said(words: Words) -> str:
    """The text with its values, in the language of now."""
    text = gettext(words.text)
    return text % words.values if words.values else text

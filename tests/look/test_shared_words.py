"""A label that one slice coined is not borrowed by another: what is a post's title there is none of a notice here."""

from tools import messages

LABEL = 6
"""Characters up to which a text is a label rather than a sentence."""
OWNED = {
    "任职": "posts",
    "任免": "posts",
    "起任": "posts",
    "职务名称": "posts",
    "催办单": "reports",
    "收回委托": "posts",
}
"""Words that only make sense where the slice speaks of its own."""
RIGHTS = "responsibilities/roles.py"
"""Names the rights of all slices."""


def test_labels_of_one_slice_are_not_said_in_another() -> None:
    (chinese,) = messages.files()
    borrowed = [
        (text.id, text.string, place)
        for text in messages.read(chinese)
        if isinstance(text.string, str) and len(text.string) <= LABEL
        for word, slice_ in OWNED.items()
        if word in text.string
        for place, _line in text.locations
        if slice_ not in place and place != RIGHTS
    ]
    assert not borrowed

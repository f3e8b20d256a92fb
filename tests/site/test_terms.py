"""Words of the field in labels of forms and lists: each tells in place what it means, once on a page."""

import re

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from responsibilities.posts.models import Post
from revitalization.site.guide import terms
from tests.cast import Cast, town
from tests.posts.test_delegating import given
from tests.site.test_help import reading

pytestmark = pytest.mark.django_db


def shown_as(label: str, rf) -> str:
    page = Template("{% worded label %}")
    return page.render(Context({"label": label, "request": rf.get("/")}))


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("台账", "ledger"), ("台账编号", "ledger"), ("销号", "close-out"), ("销号日期", "close-out"), ("主送", "addressee"),
        ("主送机关", "addressee"), ("抄送", "copies"), ("抄送单位", "copies"), ("签发人", "signatory"), ("受托签发人", "signatory"),
        ("初审", "first-review"), ("初审意见", "first-review"), ("审核", "review"), (" 签收 ", "receive"),
    ],
)  # fmt: skip
def test_a_label_that_is_a_term_or_holds_the_name_of_a_thing_tells_what_it_means(
    rf, label: str, key: str
) -> None:
    shown = shown_as(label, rf)
    assert f'href="/help/#term-{key}" data-term' in shown
    assert f'id="says-{key}" hidden>' in shown
    assert label in shown


@pytest.mark.parametrize("label", ["审核人", "签收时间", "退回原因", "单位", "催办次数", ""])
def test_a_label_that_only_holds_the_name_of_an_act_is_itself(rf, label: str) -> None:
    assert shown_as(label, rf) == label


def test_fields_and_columns_of_every_page_tell_their_terms_once(cast: Cast) -> None:
    """A form and the head of a list, on the pages of an authority to sign."""
    post = Post.objects.get(unit=town(), key="government_head")
    client = reading(cast, "qianmei")
    form = client.get(reverse("post_delegate", args=[post.public_id])).content.decode()
    term = r'\s*<a class="term" href="/help/#term-signatory"[^>]*>受托签发人</a>'
    assert re.search(rf"<legend>{term}", form)
    assert form.count('id="says-signatory"') == 1
    given(cast)
    page = client.get(reverse("post", args=[post.public_id])).content.decode()
    assert re.search(rf"<th [^>]*>{term}", page)
    assert page.count('id="says-signatory"') == 1


LABELS = re.compile(r"<(h[1-3]|label|legend|dt|th)\b[^>]*>(.*?)</\1>", re.S)


def test_no_page_shows_such_a_word_as_a_label_without_saying_what_it_means(cast: Cast) -> None:
    """Every template: what is written there as a label and holds a name of a thing is written with the tag."""
    words = [term.word for term in terms() if term.within]
    assert len(words) == 13
    bare = []
    with translation.override("zh-hans"):
        for path in (settings.BASE_DIR / "templates").rglob("*.html"):
            if path.parent.name == "documents":
                continue
            for _tag, inner in LABELS.findall(path.read_text(encoding="utf-8")):
                said = [translation.gettext(text) for text in re.findall(r'{% translate "([^"]+)"', inner)]
                bare += [(path.name, one) for one in said if any(word in one for word in words)]
    assert bare == []

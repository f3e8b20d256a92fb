"""The pages of posts, people, vacancies and rosters, as a browser without scripts sees them."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from responsibilities.access.models import User
from responsibilities.posts.models import Person, Post, Tenure
from responsibilities.posts.queries import first_responsible
from revitalization.kit import clock
from tests import world
from tests.cast import Cast
from tests.posts.sheets import as_, narrowed

TOWN = "620123101"
Find = Callable[[str, str], Post]
Seat = Callable[..., Tenure]


@pytest.fixture
def organizers(cast: Cast) -> Client:
    """The browser of Lanzhou's organization department."""
    return as_(cast, "hexin")


def test_the_unit_page_shows_both_first_responsible_persons_since_when(cast: Cast) -> None:
    page = as_(cast, "guoping").get(reverse("unit", args=[world.YONGDENG]) + "?tab=posts").content.decode()
    for word in ("县委书记", "冯波", "县长", "卫伟", "2026年1月5日", "第一责任人"):
        assert word in page
    # The word itself says that the two are not one.
    assert "第一书记" not in page.replace("与驻村第一书记不是一回事", "")


def test_an_appointment_is_filled_in_and_shown(organizers: Client, post: Find) -> None:
    seat = post(TOWN, "government_head")
    url = reverse("post_appoint", args=[seat.public_id])
    assert "姓名" in organizers.get(url).content.decode()
    form = {"name": "周敏", "kind": "full", "since": "2026-11-01", "document_number": "榆组任〔2026〕8号"}
    answer = organizers.post(url, form, follow=True)
    assert answer.redirect_chain == [(reverse("post", args=[seat.public_id]), 302)]
    page = answer.content.decode()
    assert "周敏" in page
    assert "榆组任〔2026〕8号" in page


@pytest.mark.parametrize("typed", ["榆组任[2026]第008号", " 榆组任（２０２６） 8 "])
def test_the_number_of_the_decision_is_kept_in_the_spelling_of_the_standard(
    organizers: Client, post: Find, typed: str
) -> None:
    url = reverse("post_appoint", args=[post(TOWN, "government_head").public_id])
    organizers.post(url, {"name": "周敏", "kind": "full", "since": "2026-11-01", "document_number": typed})
    assert Tenure.objects.get(person__name="周敏").document_number == "榆组任〔2026〕8号"


def test_what_is_no_document_number_appoints_nobody_and_stays_typed(organizers: Client, post: Find) -> None:
    seat = post(TOWN, "government_head")
    form = {"name": "周敏", "kind": "full", "since": "2026-11-01", "document_number": "人大公告第3号"}
    answer = organizers.post(reverse("post_appoint", args=[seat.public_id]), form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#id_document_number"' in page
    assert "人大公告第3号" in page
    assert not Tenure.objects.filter(post=seat).exists()


def test_a_refused_appointment_keeps_what_was_typed(organizers: Client, seated: Seat) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    form = {"name": "吴磊", "kind": "full", "since": "2026-11-01", "note": "因工作需要"}
    answer = organizers.post(reverse("post_appoint", args=[held.post.public_id]), form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "吴磊" in page
    assert "因工作需要" in page
    assert "周敏" in page
    assert Tenure.objects.filter(post=held.post).count() == 1


def test_namesakes_are_asked_for_before_anything_is_entered(
    organizers: Client, seated: Seat, post: Find
) -> None:
    known = seated(TOWN, "government_head", "周敏", date(2025, 1, 1), phone="13909310001")
    url = reverse("post_appoint", args=[post(TOWN, "party_secretary").public_id])
    form = {"name": "周　敏", "kind": "concurrent", "since": "2026-11-01"}
    page = organizers.post(url, form)
    assert page.status_code == 400
    assert "139****0001" in page.content.decode()
    assert "13909310001" not in page.content.decode()
    organizers.post(url, {**form, "person": str(known.person.public_id)})
    assert Person.objects.filter(name="周敏").count() == 1
    held = [(h.title, h.person) for h in first_responsible(world.unit(TOWN), date(2026, 11, 24))]
    assert held == [("镇党委书记（兼）", "周敏"), ("镇长", "周敏")]


def test_a_handover_by_form_needs_the_version_that_was_seen(organizers: Client, seated: Seat) -> None:
    held = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    url = reverse("tenure_hand_over", args=[held.public_id])
    form = {"name": "吴磊", "kind": "full", "on": "2026-11-30", "version": "7"}
    assert organizers.post(url, form).status_code == 412
    assert organizers.post(url, {**form, "version": "1"}).status_code == 302
    assert Tenure.objects.get(person__name="吴磊").since == date(2026, 12, 1)


def test_a_sign_in_grown_old_is_confirmed_before_typing_and_keeps_what_was_typed(
    organizers: Client, post: Find
) -> None:
    seat = post(TOWN, "government_head")
    url = reverse("post_appoint", args=[seat.public_id])
    form = {"name": "周敏", "kind": "full", "since": "2026-11-01", "note": "因工作需要"}
    assert organizers.get(url).status_code == 200
    with clock.moved_to(clock.now() + timedelta(minutes=25)):
        asked = organizers.get(url)
        assert asked.status_code == 302
        assert reverse("account_reauthenticate") in asked["Location"]
        answer = organizers.post(url, form)
        page = answer.content.decode()
    assert answer.status_code == 401
    assert "周敏" in page
    assert "因工作需要" in page
    assert f"next={url.replace('/', '%2F')}" in page
    assert not Tenure.objects.filter(post=seat).exists()


def test_a_refused_handover_is_based_on_what_stands_now(organizers: Client, seated: Seat) -> None:
    """Whoever reads the refusal sends again what was typed, without opening the page anew."""
    held = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    url = reverse("tenure_hand_over", args=[held.public_id])
    form = {"name": "吴磊", "kind": "full", "on": "2026-11-30", "version": "7"}
    page = organizers.post(url, form).content.decode()
    assert "吴磊" in page
    shown = re.search(r'name="version" value="(\d+)"', page)
    assert shown is not None
    assert shown[1] == str(held.version)
    assert organizers.post(url, {**form, "version": shown[1]}).status_code == 302


@pytest.mark.parametrize("day", ["2026-11-01", "2026/11/01", "2026年11月1日"])
def test_a_day_is_typed_year_first_where_there_is_no_picker(organizers: Client, post: Find, day: str) -> None:
    seat = post(TOWN, "government_head")
    url = reverse("post_appoint", args=[seat.public_id])
    assert organizers.post(url, {"name": "周敏", "kind": "full", "since": "11/01/2026"}).status_code == 400
    assert organizers.post(url, {"name": "周敏", "kind": "full", "since": day}).status_code == 302
    assert Tenure.objects.get(post=seat).since == date(2026, 11, 1)


@pytest.mark.parametrize("name", ["post_appoint", "post_act_for", "post_note_vacancy"])
def test_forms_on_posts_out_of_reach_are_not_there(organizers: Client, post: Find, name: str) -> None:
    url = reverse(name, args=[post(world.GANGU, "government_head").public_id])
    assert organizers.get(url).status_code == 404
    assert organizers.post(url, {}).status_code == 404


def test_who_sees_but_may_not_appoint_is_told_so(cast: Cast, post: Find) -> None:
    client = as_(cast, "guoping")
    seat = post("620121102", "government_head")
    assert client.get(reverse("post", args=[seat.public_id])).status_code == 200
    assert client.get(reverse("post_appoint", args=[seat.public_id])).status_code == 403


def test_a_person_known_only_elsewhere_is_not_there(cast: Cast, seated: Seat) -> None:
    person = seated(TOWN, "government_head", "周敏", date(2025, 1, 1)).person
    assert as_(cast, "hexin").get(reverse("person", args=[person.public_id])).status_code == 200
    assert as_(cast, "guoping").get(reverse("person", args=[person.public_id])).status_code == 404


def test_a_sign_in_is_opened_and_its_code_shown_once(organizers: Client, seated: Seat) -> None:
    person = seated(TOWN, "government_head", "周敏", date(2025, 1, 1)).person
    url = reverse("person_sign_in", args=[person.public_id])
    answer = organizers.post(url)
    code = re.search(r"(?<=>)[a-z0-9]{4}(-[a-z0-9]{4}){3}(?=<)", answer.content.decode())
    assert code is not None
    person.refresh_from_db()
    assert person.user.check_password(code.group())
    assert organizers.post(url).status_code == 409
    assert code.group() not in organizers.get(reverse("person", args=[person.public_id])).content.decode()


def test_no_sign_in_is_opened_by_those_who_appoint_in_one_of_two_places_only(
    cast: Cast, seated: Seat
) -> None:
    """With the code they could act in the other."""
    person = seated("620121102", "government_head", "周敏", date(2025, 1, 1)).person
    seated(TOWN, "government_head", "", date(2025, 6, 1), person=person, kind="concurrent")
    page, url = reverse("person", args=[person.public_id]), reverse("person_sign_in", args=[person.public_id])
    organizers = as_(cast, "hexin")
    assert url in organizers.get(page).content.decode()
    narrowed(cast, "620121000000")
    shown = organizers.get(page)
    assert shown.status_code == 200
    assert url not in shown.content.decode()
    assert organizers.post(url).status_code == 403
    person.refresh_from_db()
    assert person.user is None
    assert not User.objects.filter(name="周敏").exists()


def test_the_list_of_vacancies_holds_only_what_is_within_reach(cast: Cast, post: Find) -> None:
    page = as_(cast, "guoping").get(reverse("vacancies") + "?level=township").content.decode()
    assert str(post("620121102", "government_head").public_id) in page
    assert str(post(TOWN, "government_head").public_id) not in page
    assert str(post("620121101", "government_head").public_id) not in page
    sheet = openpyxl.load_workbook(BytesIO(as_(cast, "guoping").get(reverse("vacancy_sheet")).content)).active
    assert sheet.max_row > 2


@pytest.mark.parametrize("name", ["categories", "duties"])
def test_categories_and_duties_are_open_to_everybody_in_both_languages(cast: Cast, name: str) -> None:
    client = as_(cast, "wangfang")
    assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse(name) + "?year=20x6").status_code == 400
    english = client.get(
        reverse("categories") + "?year=2025", headers={"Accept-Language": "en"}
    ).content.decode()
    assert "Consolidate poverty-alleviation gains" in english
    assert "unverified" in english

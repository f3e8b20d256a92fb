"""Every change of a roster is listed before it is confirmed, and what was listed is what is carried out."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from responsibilities.access.models import User
from responsibilities.jobs.actions import sent
from responsibilities.jobs.models import Job
from responsibilities.posts.actions import NewPerson, confirm_roster, hand_over, sent_rosters
from responsibilities.posts.models import Person, Roster, Tenure
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.changes import Change, digest, packed, unpacked
from revitalization.kit.errors import FreshSignInNeeded, TooMany
from revitalization.kit.perform import history
from tests.cast import Cast
from tests.conftest import NOON
from tests.posts.sheets import FILER, GOOD, checked, lines, shown_plan
from tests.working import run_jobs

NEXT = ("620123101", "夏官营镇", "镇长", "吴宁", "任", "2026-12-01", "13909310009", "")
FIRST = "一二三四五六七八九"


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def one() -> Roster:
    return Roster.objects.select_related("check_job", "import_job").latest("pk")


def listed(client: Client, url: str) -> list[tuple[Any, ...]]:
    return lines(client.get(f"{url}changes/"), above=2)


def test_each_change_is_listed_with_unit_post_holders_days_mode_and_sign_in(
    organizers: Client, seated: Any
) -> None:
    seated("620123101", "government_head", "周敏", date(2025, 1, 1))
    vacancy = ("620123102", "高崖镇", "镇长", "", "空缺", "2026-11-20", "", "")
    acting = ("620123102", "高崖镇", "镇党委书记", "马春", "代", "2026-11-10", "", "")
    url = checked(organizers, NEXT, FILER, vacancy, acting)
    rows = [
        tuple(str(v.date() if hasattr(v, "date") else v or "") for v in row)
        for row in listed(organizers, url)
    ]
    path = "甘肃省 / 兰州市 / 榆中县 / "
    assert rows == [
        ("2", "职务交接、新开账号", f"{path}夏官营镇", "镇长", "周敏", "2026-11-30", "吴宁", "2026-12-01", "任", "开通"),
        ("3", "角色、新开账号", f"{path}夏官营镇", "", "", "", "钱会计", "2026-11-24", "填报员", "开通"),
        ("4", "职务空缺", f"{path}高崖镇", "镇长", "", "", "空缺", "2026-11-20", "空缺", ""),
        ("5", "新任、新开账号", f"{path}高崖镇", "镇党委书记", "", "", "马春", "2026-11-10", "代", "开通"),
    ]  # fmt: skip
    page = shown(organizers, url)
    for text in ("周敏", "吴宁", "2026-11-30", "2026-12-01", "钱会计", "马春", "夏官营镇"):
        assert text in page
    assert Person.objects.filter(name__in=["吴宁", "钱会计", "马春"]).count() == 0


def rewritten(held: Tenure, phone: str) -> None:
    with history(Actor.system("tests", via="command"), "person.change"):
        Person.objects.filter(pk=held.person_id).update(phone=phone)


def test_a_new_person_with_the_name_of_somebody_known_is_pointed_out(organizers: Client, seated: Any) -> None:
    held = seated("620123101", "government_head", "吴宁", date(2025, 1, 1))
    rewritten(held, "13909310555")
    nearby = ("620123102", "高崖镇", "镇长", "吴宁", "任", "2026-12-01", "13909310009", "")
    also = ("620123102", "高崖镇", "镇党委书记", "吴宁", "任", "2026-12-01", "13909310009", "")
    url = checked(organizers, nearby, also, FILER)
    hint = "与现任夏官营镇镇长同名，电话不同：将作为新人员登记"
    assert [row[-1] for row in listed(organizers, url)] == [f"开通；{hint}", hint, "开通"]
    assert shown(organizers, url).count(hint) == 2
    assert Person.objects.filter(name="吴宁").count() == 1


def test_the_hint_says_only_what_is_known(organizers: Client, seated: Any) -> None:
    held = seated("620123101", "government_head", "吴宁", date(2025, 1, 1))
    row = ("620123102", "高崖镇", "镇长", "吴宁", "任", "2026-12-01", "13909310009", "")
    hint = "与现任夏官营镇镇长同名：将作为新人员登记"
    assert listed(organizers, checked(organizers, row))[0][-1] == f"开通；{hint}"
    rewritten(held, "13909310009")
    assert "同名" not in shown(organizers, checked(organizers, row))


def test_a_namesake_who_holds_nothing_today_is_somebody_entered(organizers: Client, seated: Any) -> None:
    rewritten(seated("620123101", "government_head", "吴宁", date(2026, 11, 30)), "13909310555")
    row = ("620123102", "高崖镇", "镇长", "吴宁", "任", "2026-12-01", "13909310009", "")
    hint = "与已登记人员同名，电话不同：将作为新人员登记"
    assert listed(organizers, checked(organizers, row))[0][-1] == f"开通；{hint}"


def test_the_list_is_narrowed_by_the_kind_of_change(organizers: Client, seated: Any) -> None:
    seated("620123101", "government_head", "周敏", date(2025, 1, 1))
    url = checked(organizers, NEXT, FILER)
    page = shown(organizers, f"{url}?kind=handover")
    assert "吴宁" in page
    assert "钱会计" not in page
    assert organizers.get(f"{url}?kind=nonsense").status_code == 400
    assert organizers.get(f"{url}?from=x").status_code == 400


def test_from_acting_to_full_and_a_new_phone_are_corrections(organizers: Client, seated: Any) -> None:
    seated("620123101", "government_head", "周敏", date(2025, 1, 1), kind="concurrent")
    page = shown(organizers, f"{checked(organizers, GOOD)}?kind=correction")
    assert "周敏" in page
    assert "登记电话" in page


def test_the_first_hundred_are_on_the_page_the_others_on_the_next_and_all_in_the_workbook(
    organizers: Client,
) -> None:
    names = [f"钱{a}{b}{c}" for a in FIRST[:2] for b in FIRST for c in FIRST]
    rows = [(*FILER[:3], name, *FILER[4:6], f"0931-6{n:06}", FILER[7]) for n, name in enumerate(names)]
    url = checked(organizers, *rows)
    first, second = shown(organizers, url), shown(organizers, f"{url}?from=101")
    assert (names[99] in first, names[100] in first) == (True, False)
    assert (names[99] in second, names[100] in second) == (False, True)
    assert "from=101" in first
    assert [row[6] for row in listed(organizers, url)] == names
    header = organizers.get(f"{url}changes/")["Content-Disposition"]
    assert "filename*=utf-8''" in header


def test_when_something_changed_meanwhile_nothing_is_done_and_the_new_list_is_shown(
    organizers: Client, seated: Any, cast: Cast
) -> None:
    held = seated("620123101", "government_head", "周敏", date(2025, 1, 1))
    url = checked(organizers, NEXT, FILER)
    organizers.post(f"{url}confirm/", {"plan": one().check_job.result["plan"]})
    other = NewPerson("马春", "13909310077")
    hand_over(actor=cast.fresh("hexin"), tenure=held, person=other, on=date(2026, 11, 20))
    assert run_jobs() == 2
    assert Tenure.objects.filter(person__name="吴宁").count() == 0
    assert not User.objects.filter(name="钱会计").exists()
    page = shown(organizers, url)
    assert "马春" in page
    assert "确认导入" in page
    assert "期间情况有变" in page
    failed = Job.objects.get(kind="posts.roster_import")
    assert (failed.state, [reason["code"] for reason in failed.reasons]) == ("failed", ["plan_changed"])
    assert organizers.get(reverse("job", args=[failed.public_id]))["Location"] == url
    organizers.post(f"{url}confirm/", {"plan": one().check_job.result["plan"]})
    assert run_jobs() == 1
    assert Tenure.objects.get(person__name="马春").until == date(2026, 11, 30)
    assert "吴宁" in shown(organizers, url)


def test_where_no_new_check_can_be_queued_the_workbook_goes_and_the_page_says_why(
    organizers: Client, seated: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = seated("620123101", "government_head", "周敏", date(2025, 1, 1))
    url = checked(organizers, NEXT)
    organizers.post(f"{url}confirm/", shown_plan())
    hand_over(actor=cast.fresh("hexin"), tenure=held, person=NewPerson("马春"), on=date(2026, 11, 20))

    def full(**given: Any) -> Job:
        raise TooMany

    monkeypatch.setattr(sent, "queue", full)
    assert run_jobs() == 1
    assert one().data is None
    assert "期间情况有变" in shown(organizers, url)
    assert not Person.objects.filter(name="吴宁").exists()


@pytest.mark.parametrize(
    "shown_list", [{"plan": "0" * 64}, {"plan": ""}, {}], ids=["another", "empty", "none"]
)
def test_a_page_with_another_list_or_none_confirms_nothing(
    organizers: Client, shown_list: dict[str, str]
) -> None:
    url = checked(organizers, GOOD)
    assert organizers.post(f"{url}confirm/", shown_list).status_code == 409
    assert one().import_job is None
    assert run_jobs() == 0


def test_confirming_asks_for_a_fresh_sign_in(organizers: Client, cast: Cast) -> None:
    url = checked(organizers, GOOD)
    with clock.moved_to(NOON + timedelta(minutes=11)):
        answer = organizers.post(f"{url}confirm/", shown_plan(), headers={"Referer": url})
        with pytest.raises(FreshSignInNeeded):
            confirm_roster(actor=cast.hexin, roster=one(), shown=one().check_job.result["plan"])
    assert answer.status_code == 302
    assert "next=/rosters/" in answer["Location"]
    assert one().import_job is None


def test_the_list_is_forgotten_with_a_roster_nobody_confirms(organizers: Client) -> None:
    checked(organizers, GOOD)
    with clock.moved_to(NOON + timedelta(minutes=61)):
        assert sent_rosters.forget_rosters() == 1
    assert one().changes is None


def test_a_list_kept_is_the_list_that_was_made_and_no_other_has_its_digest() -> None:
    made = [Change(2, ("new",), ("红城镇", "周敏"), "7|", "620121101000"), Change(3, (), ("中堡镇", ""))]
    assert unpacked(packed(made)) == made
    others = [made[:1], made[::-1], [Change(2, ("new",), ("红城镇", "周敏"), "8|", "620121101000"), made[1]]]
    assert digest(made) not in {digest(other) for other in others}
    assert digest(made) == digest(unpacked(packed(made)))


def test_the_workbook_to_fill_in_is_named_after_place_and_day(organizers: Client) -> None:
    answer = organizers.get(reverse("roster_template"))
    assert "%E5%85%B0%E5%B7%9E%E5%B8%82-%E5%90%8D%E5%86%8C-2026-11-24.xlsx" in answer["Content-Disposition"]
    assert load_workbook(BytesIO(answer.content)).active.title == "名册"

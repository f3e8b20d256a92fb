"""Thirty days to object, thirty to decide, six to twelve months to look back; the sample anybody can draw again."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assessments.inspections.rules import findings, lookback, objections

DAYS = st.dates(date(2023, 1, 1), date(2099, 1, 1))
KEYS = st.dictionaries(st.text("0123456789/i-", min_size=1, max_size=12), DAYS, max_size=40)


@given(DAYS, st.integers(-400, 400))
def test_an_objection_is_in_time_from_the_feedback_up_to_the_thirtieth_day(
    fed_back: date, after: int
) -> None:
    assert objections.in_time(fed_back, fed_back + timedelta(days=after)) == (0 <= after <= 30)
    assert objections.last_day(fed_back) - fed_back == timedelta(days=30)


@given(DAYS)
def test_the_decision_has_thirty_days_after_the_objection(filed: date) -> None:
    assert objections.decide_by(filed) - filed == timedelta(days=30)


def _facts(today: date, fed_back: date | None, **more: object) -> findings.FindingFacts:
    values: dict = {
        "today": today, "inspection": "fed_back", "on_team": False, "second": "李", "fed_back_on": fed_back,
        "how_soon": "term", "outcome": "", "objected": False, "root_open": False,
    }  # fmt: skip
    return findings.FindingFacts(**(values | more))


class Row:
    def __init__(self, status: str) -> None:
        self.status = status


@given(DAYS, st.integers(0, 90))
def test_a_finding_is_open_to_objection_or_final_never_both_and_never_neither(
    fed_back: date, after: int
) -> None:
    facts, row = _facts(fed_back + timedelta(days=after), fed_back), Row("fed_back")
    open_to_objection = findings.within_30_days(row, facts) is None
    final = findings.is_final(row, facts) is None
    assert open_to_objection != final
    assert final == (after > 30)


@given(DAYS, st.integers(0, 90))
def test_what_is_urgent_is_final_at_once_and_still_open_to_objection_for_thirty_days(
    day: date, after: int
) -> None:
    facts = _facts(day + timedelta(days=after), day, how_soon="now")
    assert findings.is_final(Row("fed_back"), facts) is None
    assert (findings.within_30_days(Row("listed"), facts) is None) == (after <= 30)


@given(DAYS, st.integers(0, 90), st.sampled_from(["", "kept", "changed", "withdrawn"]))
def test_after_an_objection_only_its_decision_makes_it_final(day: date, after: int, outcome: str) -> None:
    facts = _facts(day + timedelta(days=after), day, objected=True, outcome=outcome)
    assert (findings.is_final(Row("objected"), facts) is None) == (outcome in {"kept", "changed"})
    assert (findings.is_withdrawn(Row("objected"), facts) is None) == (outcome == "withdrawn")
    assert findings.within_30_days(Row("fed_back"), facts) is not None


@given(DAYS)
def test_one_looks_back_between_the_sixth_and_the_twelfth_month(closed: date) -> None:
    first, last = lookback.window(closed)
    assert 181 <= (first - closed).days <= 184
    assert 365 <= (last - closed).days <= 366
    assert lookback.is_due(closed, first)
    assert lookback.is_due(closed, last)
    assert not lookback.is_due(closed, first - timedelta(days=1))
    assert not lookback.is_due(closed, last + timedelta(days=1))


@given(KEYS, DAYS, st.text(max_size=8), st.integers(1, 100), st.randoms())
def test_the_lot_is_drawn_again_with_the_same_result(
    closed: dict[str, date], day: date, seed: str, share: int, chance: object
) -> None:
    found = list(lookback.drawn(closed, day, seed, share))
    shuffled = list(closed.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(lookback.drawn(dict(shuffled), day, seed, share)) == found
    due = {key for key, closed_on in closed.items() if lookback.is_due(closed_on, day)}
    assert set(found) <= due
    assert len(found) == -(-len(due) * share // 100)
    assert bool(found) == bool(due)


@given(st.text(max_size=900), st.integers(2, 300))
def test_a_title_has_the_words_of_the_problem_as_far_as_they_fit(problem: str, most: int) -> None:
    title, words = findings.title_of(problem, most), " ".join(problem.split())
    assert len(title) <= most
    assert title == words or (title.endswith("…") and words.startswith(title[:-1]))

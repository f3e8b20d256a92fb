"""Guards of posts whose loss alone shows nothing, with the next one on the same way."""

PEOPLE = "responsibilities/posts"
ELSEWHERE = ("Reach.q", f"{PEOPLE}/queries/__init__.py:stands_only_within")

TWICE = {
    # Actions are called by commands too, which fetched nothing within reach.
    ("PersonQuerySet.within", f"{PEOPLE}/actions/people.py:_place"): (
        ("PersonQuerySet.within", f"{PEOPLE}/views/people.py:_person"),
    ),
    # A post elsewhere refuses alike, whatever stands within reach.
    ("TenureQuerySet.within", f"{PEOPLE}/actions/people.py:_place"): (ELSEWHERE,),
    ("TenureQuerySet.within", f"{PEOPLE}/queries/__init__.py:is_theirs"): (ELSEWHERE,),
    ("TenureQuerySet.within", f"{PEOPLE}/views/posts.py:tenure_act"): (
        ("Actor.require", f"{PEOPLE}/views/posts.py:_act"),
    ),
}

"""Guards of posts whose loss alone shows nothing, with the next one on the same way."""

PEOPLE = "responsibilities/posts"
ELSEWHERE = ("Reach.q", f"{PEOPLE}/queries/__init__.py:stands_only_within")
PAGE_ASKS = ("Actor.require", "revitalization/kit/act_pages.py:ActPages._require")
BY_HOLDER = ("Actor.require", f"{PEOPLE}/actions/delegating.py:_by_holder")
GIVEN = ("DelegationQuerySet.within", f"{PEOPLE}/views/acts.py:delegation_end")

TWICE = {
    # Actions are called by commands too, which fetched nothing within reach.
    ("PersonQuerySet.within", f"{PEOPLE}/actions/people.py:place_of"): (
        ("PersonQuerySet.within", f"{PEOPLE}/views/people.py:person_for"),
    ),
    # A post elsewhere refuses alike, whatever stands within reach.
    ("TenureQuerySet.within", f"{PEOPLE}/actions/people.py:place_of"): (ELSEWHERE,),
    ("TenureQuerySet.within", f"{PEOPLE}/queries/__init__.py:is_theirs"): (ELSEWHERE,),
    ("TenureQuerySet.within", f"{PEOPLE}/views/acts.py:tenure_act.<locals>.find"): (PAGE_ASKS,),
    # Fetched within what is seen, then asked for the right; whoever has neither is refused as hidden by both.
    GIVEN: (BY_HOLDER,),
    ("Reach.q", f"{PEOPLE}/models/delegations.py:DelegationQuerySet.within"): (BY_HOLDER,),
    BY_HOLDER: (GIVEN,),
    # Actions are called by commands too; a page asks before it shows its form.
    ("Actor.require", f"{PEOPLE}/actions/seats.py:changing"): (PAGE_ASKS,),
}

"""What the slices bring, from `tests/<slice>/policy.py`: one for each mechanism, or nothing runs."""

from collections import defaultdict
from importlib import import_module
from typing import Any

from revitalization.mechanisms import mechanisms
from tests.policy.basics import Policy

POLICIES: dict[str, Policy] = {
    mechanism.key: import_module(f"tests.{mechanism.key}.policy").POLICY for mechanism in mechanisms()
}


def listed(name: str) -> list[Any]:
    """What all slices list under the name, lower slices first."""
    return [one for policy in POLICIES.values() for one in getattr(policy, name)]


def merged(name: str) -> dict[str, str]:
    """Words by name of all slices; what several say of one name is joined."""
    found: dict[str, list[str]] = defaultdict(list)
    for policy in POLICIES.values():
        for key, words in getattr(policy, name).items():
            found[key].append(words)
    return {key: " ".join(words) for key, words in found.items()}

"""The way of a subject from hand to hand as programs read it: the same steps that its page shows."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from revitalization.kit.steps import DONE, NEXT, NOW, Step


class HandShape(serializers.Serializer):
    """One person, or the office, at a step."""

    name = serializers.CharField()
    done = serializers.BooleanField(help_text="Has done the own part of the step.")


class StepShape(serializers.Serializer):
    """One step of the way."""

    key = serializers.CharField()
    state = serializers.ChoiceField(choices=[DONE, NOW, NEXT])
    hands = HandShape(many=True, help_text="Empty where the reader may not know.")
    at = serializers.DateTimeField(allow_null=True, help_text="When it was done, or since when it is there.")
    due_on = serializers.DateField(allow_null=True, help_text="By when, on the step that is now.")


STEPS_HELP = "Who had it, who has it, who is next; empty once it is off its way."


def step_answers(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The fields of `StepShape`, a step each."""
    return [
        {
            "key": step.key,
            "state": step.state,
            "hands": [{"name": hand.name, "done": hand.done} for hand in step.hands],
            "at": step.at,
            "due_on": step.due_on,
        }
        for step in steps
    ]

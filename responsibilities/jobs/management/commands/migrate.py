"""`manage.py migrate`: Django's own, without the minutes it spends on classes (`kit.states`)."""

from typing import Any

from django.core.management.commands import migrate

from revitalization.kit.states import models_made_alone


class Command(migrate.Command):
    """Takes what Django's takes and does what it does; only the classes between two steps are made otherwise."""

    def handle(self, *args: Any, **options: Any) -> Any:
        with models_made_alone():
            return super().handle(*args, **options)

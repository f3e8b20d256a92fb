"""Migrations without drawing half of the models anew for each constraint, index and trigger.

Django keeps the models of a migration as classes and, whenever one changes, makes it and all its relations again: here
nearly every model points at units and people, so that each of some hundred small steps makes dozens of classes. Making
the tables of a new database took minutes in which the database itself had nothing to do.

Where only what no other model looks at has changed (constraints, indexes, triggers, options, a plain column; Django
calls these *delayed*), for a model that is new and for a field that is new, the class alone is made again. What others
keep of it, its table and its key, still holds. Before any other change, and before a step in Python (Django itself asks
for that), all are made anew.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Model


def _reload_alone(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" not in self.__dict__:
        return
    name = model_name.lower()
    state, known = self.models[app_label, name], self.apps.all_models[app_label].get(name)
    if known is not None and not (_same_table(known, state) and (delay or _has_more(known, state))):
        _forget(self)
        return
    self.is_delayed = True
    with self.apps.bulk_update():
        self.apps.unregister_model(app_label, name)
    self.apps.render_multiple([state])


def _same_table(known: type[Model], state: ModelState) -> bool:
    table = state.options.get("db_table") or f"{state.app_label}_{state.name_lower}"
    return bool(known._meta.db_table == table)


def _has_more(known: type[Model], state: ModelState) -> bool:
    return set(state.fields) > {
        field.name for field in (*known._meta.local_fields, *known._meta.local_many_to_many)
    }


def _reload_all(self: ProjectState, models: object, delay: bool = True) -> None:
    _forget(self)


def _forget(state: ProjectState) -> None:
    state.__dict__.pop("apps", None)


@contextmanager
def models_made_alone() -> Iterator[None]:
    """Inside, migrations run as described above; the tables that come out are the same."""
    ours = {"reload_model": _reload_alone, "reload_models": _reload_all}
    usual = {name: getattr(ProjectState, name) for name in ours}
    _exchange(ours)
    try:
        yield
    finally:
        _exchange(usual)


def _exchange(methods: Mapping[str, object]) -> None:
    for name, method in methods.items():
        setattr(ProjectState, name, method)

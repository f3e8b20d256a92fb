"""`manage.py assess`: what a scheme gives for some inputs; a trial that stores nothing."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.appraisals.forms import inputs_of, scheme_of
from assessments.appraisals.rules.computing import NO_DATA, Result, compute
from assessments.appraisals.rules.explaining import explain
from assessments.appraisals.rules.inputs import Inputs
from assessments.appraisals.rules.schemes import Scheme
from assessments.appraisals.rules.writing import result_data, results_data
from revitalization.kit.errors import Invalid
from revitalization.kit.language import said_together


class Command(BaseCommand):
    help = "Computes what a scheme gives for some inputs (both TOML); nothing is stored."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", type=Path, required=True, help="the scheme (TOML)")
        parser.add_argument("--inputs", type=Path, required=True, help="the inputs (TOML)")
        parser.add_argument("--json", action="store_true", help="all results as JSON")
        parser.add_argument(
            "--explain", metavar="CODE", default="", help="every point of the unit of this code"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scheme = scheme_of(_read(options["scheme"]))
            inputs = inputs_of(_read(options["inputs"]), scheme)
        except Invalid as problem:
            reasons = "\n".join(f"  {error.field}: {error.message}" for error in problem.errors)
            raise CommandError(f"{problem.detail}\n{reasons}") from problem
        results = compute(scheme, inputs)
        if options["json"]:
            self.stdout.write(json.dumps(results_data(scheme, results), ensure_ascii=False, indent=2))
        elif options["explain"]:
            self._explained(scheme, inputs, results, options["explain"])
        else:
            self._listed(scheme, results)

    def _listed(self, scheme: Scheme, results: tuple[Result, ...]) -> None:
        for result in results:
            data = result_data(scheme, result)
            parts = (
                str(data.get("place", "–")), data["unit"], data.get("total", "–"), data.get("grade", ""), data["state"],
            )  # fmt: skip
            self.stdout.write("\t".join((data["group"], *parts)))

    def _explained(self, scheme: Scheme, inputs: Inputs, results: tuple[Result, ...], code: str) -> None:
        result = next((one for one in results if one.unit == code), None)
        if result is None:
            raise CommandError(f"{code} is in no group of the scheme.")
        if result.state == NO_DATA:
            self.stdout.write(f"{code}: {NO_DATA}")
            return
        given = inputs.given[code]
        for leaf in scheme.leaves:
            said = explain(scheme, result, leaf.key, given.get(leaf.key)).sentences
            self.stdout.write(f"{leaf.key} {leaf.title}")
            self.stdout.write("    " + said_together(said))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error

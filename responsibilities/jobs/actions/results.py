"""What came of jobs, for as long as it is kept."""

import os

from django.conf import settings
from django.db.models import Q

from responsibilities.jobs.models import RESULTS, Job
from responsibilities.jobs.rules import RESULT_KEPT
from revitalization.kit import clock


def clear_results() -> int:
    """Removes files of jobs that ended longer ago than results are kept; returns how many (a sweep).

    By the age of the file too, so that what a killed worker wrote and no row knows goes with the rest. The
    row stays and still says what was made.
    """
    before = clock.now() - RESULT_KEPT
    aged = _aged(before.timestamp())
    old = Job.objects.filter(Q(ended_at__lt=before) | Q(file__in=aged)).exclude(file="")
    names = aged | set(old.values_list("file", flat=True))
    old.update(file="")
    for name in names:
        (settings.MEDIA_ROOT / name).unlink(missing_ok=True)
    return len(names)


def _aged(before: float) -> set[str]:
    folder = settings.MEDIA_ROOT / RESULTS
    if not folder.is_dir():
        return set()
    with os.scandir(folder) as found:
        return {f"{RESULTS}{entry.name}" for entry in found if entry.stat().st_mtime < before}

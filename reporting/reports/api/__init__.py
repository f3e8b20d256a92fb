"""Reports for programs: addresses."""

from django.urls import path, re_path

from reporting.reports.actions import DO
from reporting.reports.api import bulk, cycles, obligations, reports, series, slips

_CODE = r"(?P<code>\d{12})"
_CYCLE = r"(?P<cycle>[a-z0-9-]{1,64})"
_KEY = r"(?P<key>[a-z0-9-]{1,64})"
_ACT = "(?P<act>" + "|".join(DO) + ")"

URLS = [
    path("cycles/", cycles.Cycles.as_view(), name="api_cycles"),
    re_path(rf"^cycles/{_KEY}/$", cycles.OneCycle.as_view(), name="api_cycle"),
    re_path(rf"^cycles/{_KEY}/open/$", cycles.OpenCycle.as_view(), name="api_cycle_open"),
    re_path(rf"^cycles/{_KEY}/close/$", cycles.CloseCycle.as_view(), name="api_cycle_close"),
    path("series/", series.SeriesList.as_view(), name="api_series"),
    re_path(rf"^series/{_KEY}/$", series.OneSeries.as_view(), name="api_one_series"),
    re_path(rf"^series/{_KEY}/start/$", series.StartSeries.as_view(), name="api_series_start"),
    re_path(rf"^series/{_KEY}/stop/$", series.StopSeries.as_view(), name="api_series_stop"),
    path("slips/", slips.Slips.as_view(), name="api_slips"),
    path("slips/<uuid:slip>/", slips.OneSlip.as_view(), name="api_slip"),
    path("slips/<uuid:slip>/paper/", slips.SlipPaper.as_view(), name="api_slip_paper"),
    path("obligations/", obligations.Obligations.as_view(), name="api_obligations"),
    path("obligations/bulk/", bulk.Bulk.as_view(), name="api_obligations_bulk"),
    path("obligations/bulk/<uuid:public_id>/", bulk.BulkJob.as_view(), name="api_obligations_bulk_job"),
    re_path(rf"^obligations/{_CYCLE}/{_CODE}/$", obligations.OneObligation.as_view(), name="api_obligation"),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/$", reports.Report.as_view(), name="api_report"),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/draft/$", reports.DraftText.as_view(), name="api_report_draft"),
    re_path(rf"^reports/{_CYCLE}/{_CODE}/{_ACT}/$", reports.ReportAct.as_view(), name="api_report_act"),
    path("status/", obligations.Status.as_view(), name="api_status"),
]

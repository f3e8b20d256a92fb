"""Inspections for programs: addresses."""

from django.urls import path, re_path

from assessments.inspections.actions import DO, DO_LINE, DO_PLAN
from assessments.inspections.api import inspections, plans
from assessments.inspections.api.shapes import INSPECTION_KEY, PLAN_KEY

_INSPECTION = rf"(?P<inspection>{INSPECTION_KEY})"
_PLAN = rf"(?P<plan>{PLAN_KEY})"
_LINE = rf"{_PLAN}/lines/(?P<number>[0-9]{{1,4}})"

URLS = [
    path("inspections/", inspections.Inspections.as_view(), name="api_inspections"),
    re_path(rf"^inspections/{_INSPECTION}/$", inspections.OneInspection.as_view(), name="api_inspection"),
    re_path(
        rf"^inspections/{_INSPECTION}/(?P<act>{'|'.join(DO)})/$",
        inspections.InspectionAct.as_view(),
        name="api_inspection_act",
    ),
    path("inspection-plans/", plans.Plans.as_view(), name="api_inspection_plans"),
    re_path(rf"^inspection-plans/{_PLAN}/$", plans.OnePlan.as_view(), name="api_inspection_plan"),
    re_path(
        rf"^inspection-plans/{_PLAN}/(?P<act>{'|'.join(DO_PLAN)})/$",
        plans.PlanAct.as_view(),
        name="api_inspection_plan_act",
    ),
    re_path(
        rf"^inspection-plans/{_LINE}/(?P<act>{'|'.join(DO_LINE)})/$",
        plans.LineAct.as_view(),
        name="api_inspection_line_act",
    ),
]

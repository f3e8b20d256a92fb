"""Schemes of assessment for programs: addresses."""

from django.urls import path, re_path

from assessments.appraisals.actions import DO
from assessments.appraisals.api import schemes
from assessments.appraisals.api.shapes import SCHEME_KEY

_SCHEME = rf"^assessment-schemes/(?P<scheme>{SCHEME_KEY})/"

URLS = [
    path("assessment-schemes/", schemes.Schemes.as_view(), name="api_assessment_schemes"),
    re_path(rf"{_SCHEME}$", schemes.OneScheme.as_view(), name="api_assessment_scheme"),
    re_path(rf"{_SCHEME}trial/$", schemes.SchemeTrial.as_view(), name="api_assessment_trial"),
    re_path(
        rf"{_SCHEME}(?P<act>{'|'.join(DO)})/$", schemes.SchemeAct.as_view(), name="api_assessment_scheme_act"
    ),
]

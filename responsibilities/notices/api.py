"""Announcements for programs, so that a maintenance window is known before it begins."""

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.notices.queries import upcoming
from revitalization.kit.api.described import operation
from revitalization.kit.api.endpoints import Endpoint


class AnnouncementShape(serializers.Serializer):
    """One announcement, with the hours between which it is shown."""

    key = serializers.UUIDField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    urgent = serializers.BooleanField()
    begins_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    work_from = serializers.DateTimeField(allow_null=True, help_text="Begin of the maintenance window.")
    work_until = serializers.DateTimeField(allow_null=True, help_text="Its end.")
    unit = serializers.CharField(
        allow_null=True, help_text="Only for this unit and all below it; null: everybody."
    )


class AnnouncementsShape(serializers.Serializer):
    """What is announced."""

    announcements = AnnouncementShape(many=True)


EXAMPLE = {
    "announcements": [
        {
            "key": "6b0c4d34-5d0e-4f5d-9f0b-3f0f3a1f2a10",
            "title": "系统维护",
            "text": "维护期间不能报送，已保存的文字不受影响。",
            "urgent": False,
            "begins_at": "2026-11-29T08:00:00+08:00",
            "ends_at": "2026-12-01T21:00:00+08:00",
            "work_from": "2026-12-01T20:00:00+08:00",
            "work_until": "2026-12-01T21:00:00+08:00",
            "unit": None,
        }
    ]
}


class Announcements(Endpoint):
    """What is announced now, and what will be."""

    @operation(
        "announcements_list",
        "Announcements",
        about="What is announced now, and later, to the account; what is over is not among it.",
        answer=AnnouncementsShape,
        examples={"A maintenance window": EXAMPLE},
    )
    def get(self, request: Request) -> Response:
        return self.answer({"announcements": upcoming(self.actor)})


URLS = [path("announcements/", Announcements.as_view(), name="api_announcements")]

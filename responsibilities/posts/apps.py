"""Application entry of the slice."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "responsibilities.posts"
    label = "posts"

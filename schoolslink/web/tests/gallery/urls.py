"""The addresses of the gallery: every component in every state. Used by tests only."""

from django.urls import path

from schoolslink.web import errors, views
from schoolslink.web.tests.gallery import views as gallery

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error

urlpatterns = [
    path("", gallery.components),
    path("form", gallery.form),
    path("errors/<str:name>", gallery.error),
    path("lost", gallery.lost),
    path("raises/<str:name>", gallery.raises),
    path("family", gallery.family),
    path("queue", gallery.queue),
    path("record/<int:number>", gallery.record),
    path("search", gallery.search),
    path("charts", gallery.charts),
    path("map", gallery.map_page),
    path("boundaries.json", gallery.boundaries),
    path("neutral", gallery.neutral),
    path("accessibility", views.accessibility),
    path("robots.txt", views.robots),
    path("healthz", views.healthz),
    path("favicon.ico", views.favicon),
]

"""Every address of the service, part by part."""

from django.urls import URLPattern, URLResolver

from schoolslink.web import errors

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error

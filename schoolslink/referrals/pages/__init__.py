"""Rows ready for a template: words, dates and tags are made here, so that templates decide nothing."""

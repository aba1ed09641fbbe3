"""Layouts, NHS components, form fields, error pages and charts; knows no actor and no domain."""

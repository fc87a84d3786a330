"""Figures of the box (E7): for Prometheus, as charts for the operator, and alarms by mail."""

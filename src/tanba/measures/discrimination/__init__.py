"""Discrimination: gaps between groups and their intersections, proxies, drift."""

"""Tanba."""

"""Consent records, and who was read without one."""

"""Manipulation in conversation: probes, detectors, transcripts."""

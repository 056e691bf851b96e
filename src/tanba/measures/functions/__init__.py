"""Prohibited functions where they hide: names of columns and metrics, schemas, prompts, logs."""

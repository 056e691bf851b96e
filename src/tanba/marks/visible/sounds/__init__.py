"""Notices before sound: a spoken one, or the rhythm tone of GB 45438."""

"""The log itself: its truth in one database, what is published from it, and how others read and audit that."""

"""Witnesses (C2SP tlog-witness): those asked to cosign a log, and one of our own."""

"""What is said in the log and kept beside it: entries, commitments, the vault, what befalls keys."""

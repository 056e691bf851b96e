"""What follows beyond one decision: questions, changes, proofs, editions."""

"""What is signed, as text: notes, checkpoints, cosignatures, proofs (C2SP)."""

"""A Merkle tree as RFC 6962 and C2SP tlog-tiles cut it: hashes, proofs, tiles."""

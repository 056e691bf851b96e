"""Signatures by certificates, of Kazakhstan's national authority first: RSA and GOST R 34.10-2015."""

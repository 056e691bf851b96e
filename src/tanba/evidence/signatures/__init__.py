"""
Signatures in PDFs (PAdES), written and read, and what is attached to a PDF.

    signed = sign_pdf(pdf, key, now=now, post=post)
    read_signatures(signed, now=now, roots=trust.anchors)[0].state           # 'valid'
"""

from tanba.evidence.signatures.attached import attached_files
from tanba.evidence.signatures.reading import read_signatures
from tanba.evidence.signatures.results import PdfSignature
from tanba.evidence.signatures.signing import sign_pdf

__all__ = ["PdfSignature", "attached_files", "read_signatures", "sign_pdf"]

"""
Signing a PDF so that the readers people have check it: PAdES (ETSI EN 319 142-1), baseline B-B and B-T.

The signature is appended: what stood in the file before is not touched, earlier signatures among it.
"""

from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from tanba.evidence.signatures.limits import MOST_SIGNATURES, bounds, opened
from tanba.evidence.stamps.asking import Post
from tanba.evidence.stamps.opinions import waited
from tanba.kernel import Refused
from tanba.keys import SigningKey

_RESERVED: Final = 2 * 16 * 1024
"""Hexadecimal digits kept free for the signature, its certificates and its time-stamp."""


def sign_pdf(
    pdf: bytes, key: SigningKey, now: datetime, *, reason: str = "", post: Post | None = None
) -> bytes:
    """
    Return the PDF signed: B-T, with the time of `key.time_authority`, where it names one; else B-B.

    Parameters
    ----------
    now
        When it is signed, by the signer's word only; with a time zone.
    reason
        What readers show beside the signature.
    post
        How the time-stamp authority is asked.

    Raises
    ------
    Refused
        EV70 when the PDF cannot be read; EV71 when it cannot be signed; EV72 when readers of PDF do not
        know the algorithm of the key; EV60 to EV63 when the authority gives no time; what the token
        says, when the key lies on one.
    """
    if key.algorithm == "ed25519":
        hint = "take an es256 key: `tanba keys new --algorithm es256`"
        raise Refused("EV72", "an ed25519 key: readers of PDF do not know its signatures", hint)
    if key.time_authority and post is None:
        raise Refused("EV71", "the key names a time-stamp authority, and there is no way to ask it")
    opened(pdf)
    try:
        return waited(_signed(pdf, key, now.astimezone(UTC), reason, post))
    except Refused:
        raise
    except Exception as error:  # the library raises of every kind on PDFs that it cannot extend
        raise Refused("EV71", f"a PDF that cannot be signed: {str(error)[:200]}") from None


async def _signed(pdf: bytes, key: SigningKey, now: datetime, reason: str, post: Post | None) -> bytes:
    from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    from tanba.evidence.signatures.adapters import Appended, Authority, KeySigner

    writer = Appended(BytesIO(pdf), strict=False, decode_limits=bounds())
    taken = {name for name, *_ in enumerate_sig_fields(writer.prev)}
    if len(taken) >= MOST_SIGNATURES:
        raise Refused("EV71", f"a PDF with {len(taken)} signatures already")
    signer = KeySigner(key)
    said = PdfSignatureMetadata(
        field_name=next(name for i in range(1, 100) if (name := f"Signature{i}") not in taken),
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm=signer.hash,
        reason=reason or None,
    )
    authority = Authority(key.time_authority, post) if key.time_authority and post else None
    session = PdfSigner(said, signer=signer, timestamper=authority).init_signing_session(writer)
    session.system_time = now  # the library would ask the clock
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=_RESERVED)
    output = BytesIO()
    digest, _ = document.digest_tbs_document(output=output)
    await document.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=now),
    )
    return output.getvalue()

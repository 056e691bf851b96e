"""PDF files with a signature: the shape of one (ISO 32000-2, 12.8), without a certificate behind it."""

from io import BytesIO

import pikepdf


def signed(data: bytes, subtype: str = "/adbe.pkcs7.detached", kind: str = "/Sig") -> bytes:
    """Return the file with a filled signature field added as an incremental update."""
    with pikepdf.open(BytesIO(data)) as pdf:
        root, size = pdf.trailer.Root.objgen[0], int(pdf.trailer.Size)
        pages = pdf.Root.Pages.objgen[0]
    previous = int(data[data.rindex(b"startxref") + 9 : data.rindex(b"%%EOF")])
    value, field = size, size + 1
    hole, nothing = b"0" * 64, b"/ByteRange[0 %s]" % b" ".join([b"0" * 10] * 3)
    objects = {
        root: b"<</Type/Catalog/Pages %d 0 R/AcroForm<</Fields[%d 0 R]/SigFlags 3>>>>" % (pages, field),
        value: b"<</Type%s/Filter/Adobe.PPKLite/SubFilter%s%s/Contents<%s>>>"
        % (kind.encode(), subtype.encode(), nothing, hole),
        field: b"<</FT/Sig/T(sign)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/F 132/V %d 0 R>>" % value,
    }
    out = BytesIO(data)
    out.seek(0, 2)
    out.write(b"\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n" + b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items()))
    out.write(
        b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (size + 2, root, previous, table)
    )
    whole = out.getvalue()
    start = whole.rindex(b"<" + hole)
    end = start + len(hole) + 2
    covered = b"/ByteRange[0 %010d %010d %010d]" % (start, end, len(whole) - end)
    return whole.replace(nothing, covered)


def timestamped(data: bytes) -> bytes:
    """Return the file with a document time-stamp."""
    return signed(data, "/ETSI.RFC3161", "/DocTimeStamp")

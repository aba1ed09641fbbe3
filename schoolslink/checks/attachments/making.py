"""How the files of the corpus are put together, byte by byte where a library would not do it wrongly."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from io import BytesIO
from random import Random

from PIL import Image

WORD_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/'
    '2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{more}'
    '<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
)
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships">{rows}</Relationships>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
ODT_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("draw", "drawing"),
                        ("script", "script"), ("manifest", "manifest"))
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip


def words(random: Random, count: int = 40) -> str:
    """Return invented words."""
    known = "she he draws sleeps school lunch morning quiet letter friend talks plan wants waits".split()
    return " ".join(random.choice(known) for _ in range(count))


def pdf(
    objects: Mapping[int, bytes] | None = None,
    *,
    catalog: bytes = b"",
    page: bytes = b"",
    trailer: bytes = b"",
    text: str = "A letter",
    pages: int = 1,
    version: bytes = b"1.7",
) -> bytes:
    """Return a PDF of one page, with more objects, and more in catalog, page and trailer."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1", "replace")
    kids = b" ".join(b"3 0 R" for _ in range(pages))
    parts: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        2: b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
        b"<< /Font << /F1 5 0 R >> >> " + page + b" >>",
        4: stream(drawn),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    } | dict(objects or {})
    out, places = BytesIO(), {}
    out.write(b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n")
    for number in sorted(parts):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + parts[number] + b"\nendobj\n")
    at, size = out.tell(), max(parts) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        line = (
            b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
        )
        out.write(line)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R " % size + trailer + b" >>\nstartxref\n%d\n" % at)
    out.write(b"%%EOF\n")
    return out.getvalue()


def stream(content: bytes, more: bytes = b"") -> bytes:
    """Return a stream object's body."""
    return b"<< /Length %d " % len(content) + more + b">>\nstream\n" + content + b"\nendstream"


def packed_objects(held: Mapping[int, bytes], number: int) -> dict[int, bytes]:
    """Return an object that holds others packed, as newer files do."""
    places, body = [], b""
    for held_number, text in held.items():
        places.append(b"%d %d" % (held_number, len(body)))
        body += text + b" "
    head = b" ".join(places) + b" "
    packed = zlib.compress(head + body)
    more = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode " % (len(held), len(head))
    return {number: stream(packed, more)}


def archive(
    parts: Iterable[tuple[str, bytes]], *, stored: Iterable[str] = (), comment: bytes = b""
) -> bytes:
    """Return a zip archive of these parts, in their order."""
    out, plain = BytesIO(), set(stored)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            how = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name, (2026, 3, 3, 12, 0, 0)), content, how)
        made.comment = comment
    return out.getvalue()


def docx(
    more: Mapping[str, bytes] | None = None,
    *,
    body: str = "<w:p><w:r><w:t>A letter</w:t></w:r></w:p>",
    rels: str = "",
    main: str = WORD_MAIN,
    types: str = "",
    comment: bytes = b"",
) -> bytes:
    """Return a Word document, with more parts, relations and types."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>'
    )
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    parts = {
        "[Content_Types].xml": WORD_TYPES.format(main=main, more=types).encode(),
        "_rels/.rels": RELS.format(rows=root).encode(),
        "word/document.xml": document.encode(),
        "word/_rels/document.xml.rels": RELS.format(rows=rels).encode(),
    } | dict(more or {})
    return archive(parts.items(), comment=comment)


def relation(kind: str, target: str, *, external: bool = True) -> str:
    """Return one relation of a Word document."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def odt(
    more: Mapping[str, bytes] | None = None,
    *,
    body: str = "<text:p>A letter</text:p>",
    scripts: str = "",
    mimetype: bytes = ODT_TYPE,
) -> bytes:
    """Return an OpenDocument text, with more parts."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODT_NAMES}>{scripts}'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = f'<?xml version="1.0"?><manifest:manifest {ODT_NAMES}></manifest:manifest>'
    parts = {
        "mimetype": mimetype,
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    } | dict(more or {})
    return archive(parts.items(), stored=["mimetype"])


def picture(form: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **how: object) -> bytes:
    """Return a small picture."""
    out = BytesIO()
    Image.new(mode, size, 128 if mode in ("L", "1") else None).save(out, form, **how)  # type: ignore[arg-type]
    return out.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    """Return one part of a PNG."""
    crc = zlib.crc32(name + content) & 0xFFFFFFFF
    return struct.pack("!L", len(content)) + name + content + struct.pack("!L", crc)


def png_of_size(width: int, height: int) -> bytes:
    """Return a PNG that says how large it is, and holds next to nothing."""
    head = struct.pack("!LLBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", data)
        + png_chunk(b"IEND", b"")
    )  # fmt: skip

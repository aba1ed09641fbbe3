"""Files that people do send, and that must be accepted: of each type, by several programs' habits."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from random import Random

from PIL import Image
from pypdf import PdfReader, PdfWriter

from schoolslink.checks.attachments import making as m
from schoolslink.checks.attachments.sample import Sample, good
from schoolslink.referrals.rules.files import FileType

T = FileType
NAMES = ("letter.pdf", "Brief für Ellie.pdf", "رسالة.pdf", "list gończy.pdf", "Mum's note (2).pdf",
         "2026-03-03 report v2.1.pdf", "письмо.PDF")  # fmt: skip


def harmless(seed: int) -> list[Sample]:
    """Return every file that must be accepted, the same for the same seed."""
    random = Random(seed)  # noqa: S311 (invented files)
    return [one for family in (_pdfs, _pictures, _office, _texts) for one in family(random)]


def _pdfs(random: Random) -> Iterator[Sample]:
    for name in NAMES:
        yield good(f"pdf called {name}", name, m.pdf(text=m.words(random, 5)), T.PDF)
    for version in (b"1.3", b"1.4", b"1.5", b"1.6", b"2.0"):
        yield good(f"pdf {version.decode()}", "a.pdf", m.pdf(version=version), T.PDF)
    yield good("pdf of many pages", "a.pdf", m.pdf(pages=40), T.PDF)
    for link in (b"https://www.nhs.uk/", b"mailto:a@example.org", b"tel:111"):
        note = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (" + link
        made = m.pdf({6: note + b") >> >>"}, page=b"/Annots [6 0 R]")
        yield good(f"pdf with a link to {link.decode()}", "a.pdf", made, T.PDF)
    opens = m.pdf(catalog=b"/OpenAction [3 0 R /Fit] /PageMode /UseOutlines")
    yield good("pdf that opens at its page", "a.pdf", opens, T.PDF)
    yield good("pdf with a blank end", "a.pdf", m.pdf() + b"\r\n\r\n", T.PDF)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(m.pdf())))
    writer.add_metadata({"/Title": "A report", "/Author": "School office"})
    out = BytesIO()
    writer.write(out)
    yield good("pdf by a library", "a.pdf", out.getvalue(), T.PDF)
    scan = Image.effect_noise((300, 400), 60)
    out = BytesIO()
    scan.save(out, "PDF")
    yield good("pdf of a scan", "a.pdf", out.getvalue(), T.PDF)
    yield good("pdf changed later", "a.pdf", _changed(m.pdf()), T.PDF)


def _changed(content: bytes) -> bytes:
    """Return a PDF to which a program added a change, as many do."""
    start = content.rindex(b"startxref") + 10
    before = int(content[start:].split()[0])
    at = len(content)
    more = b"5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>\nendobj\n"
    table = b"xref\n5 1\n%010d 00000 n \n" % at
    tail = b"trailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n" % (
        before,
        at + len(more),
    )
    return content + more + table + tail + b"%%EOF\n"


def _pictures(random: Random) -> Iterator[Sample]:
    for mode in ("RGB", "L", "CMYK"):
        yield good(f"jpeg {mode}", "scan.jpg", m.picture("JPEG", mode=mode), T.JPEG)
    yield good("jpeg in steps", "a.jpeg", m.picture("JPEG", (300, 200), progressive=True), T.JPEG)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A telephone"
    yield good("jpeg on its side", "IMG_0001.JPG", m.picture("JPEG", exif=exif), T.JPEG)
    noise = BytesIO()
    Image.effect_noise((640, 480), 80).convert("RGB").save(noise, "JPEG", quality=70)
    yield good("jpeg of a drawing", "drawing.jpg", noise.getvalue(), T.JPEG)
    for mode in ("RGB", "RGBA", "L", "LA", "1", "P"):
        yield good(f"png {mode}", "a.png", m.picture("PNG", mode=mode), T.PNG)
    yield good("png in rows", "a.png", m.picture("PNG", (200, 900)), T.PNG)


def _office(random: Random) -> Iterator[Sample]:
    yield good("word", "letter.docx", m.docx(), T.DOCX)
    linked = m.docx(rels=m.relation("hyperlink", "https://www.nhs.uk/"))
    yield good("word with a link", "a.docx", linked, T.DOCX)
    image = {"word/media/image1.png": m.picture("PNG"), "word/media/image2.jpeg": m.picture("JPEG")}
    inside = "".join(m.relation("image", f"media/{name.rpartition('/')[2]}", external=False)
                     for name in list(image)[:1])  # fmt: skip
    yield good("word with pictures", "a.docx", m.docx(image, rels=inside), T.DOCX)
    parts = {
        "docProps/core.xml": b"<a/>", "docProps/app.xml": b"<a/>", "word/styles.xml": b"<a/>",
        "word/theme/theme1.xml": b"<a/>", "word/fontTable.xml": b"<a/>", "word/numbering.xml": b"<a/>",
        "word/settings.xml": b"<a/>", "word/header1.xml": b"<a/>", "word/footnotes.xml": b"<a/>",
        "customXml/item1.xml": b"<a/>", "customXml/_rels/item1.xml.rels": b"<a/>",
    }  # fmt: skip
    yield good("word with all its parts", "Report.DOCX", m.docx(parts), T.DOCX)
    numbered = "<w:p><w:r><w:instrText> PAGE \\* MERGEFORMAT </w:instrText></w:r></w:p>"
    yield good("word with page numbers", "a.docx", m.docx(body=numbered), T.DOCX)
    told = f"<w:p><w:r><w:t>{m.words(random, 3000)}</w:t></w:r></w:p>"
    yield good("word of many words", "a.docx", m.docx(body=told), T.DOCX)
    yield good("odt", "letter.odt", m.odt(), T.ODT)
    parts = {
        "styles.xml": b"<a/>", "meta.xml": b"<a/>", "settings.xml": b"<a/>", "manifest.rdf": b"<a/>",
        "Thumbnails/thumbnail.png": m.picture("PNG"), "Pictures/10000.png": m.picture("PNG"),
        "Configurations2/": b"", "Configurations2/images/Bitmaps/": b"",
    }  # fmt: skip
    body = '<text:p><draw:image xlink:href="Pictures/10000.png"/></text:p>'
    yield good("odt with all its parts", "a.odt", m.odt(parts, body=body), T.ODT)
    link = '<text:a xlink:href="https://www.nhs.uk/">NHS</text:a>'
    yield good("odt with a link", "a.odt", m.odt(body=link), T.ODT)


def _texts(random: Random) -> Iterator[Sample]:
    for what, text in {
        "words": m.words(random, 300), "polish": "Źle śpi i nie je śniadania.",
        "urdu": "وہ اسکول نہیں جا رہا\u200cہے۔", "welsh": "Mae hi’n dawel iawn ŵ ŷ.",
        "lines": "Monday\r\nTuesday\r\n", "signs": "3 < 5 & 7 > 2 (see p. 4) — “quiet” £5 50%",
        "sums": "1 + 1 = 2\n- a list\n- of things\n= title =", "smile": "she drew 🙂👩\u200d👧",
        "mark": "\ufeffwith a mark at the start",
    }.items():  # fmt: skip
        yield good(f"text of {what}", "note.txt", text.encode(), T.TEXT)

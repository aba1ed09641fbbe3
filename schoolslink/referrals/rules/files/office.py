"""Word and OpenDocument: an archive of known parts, each of them plain XML or a picture."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from schoolslink.referrals.rules.files.archive import checked_members
from schoolslink.referrals.rules.files.kinds import FileRefused, FileType, Reason

WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
PICTURES = (".png", ".jpg", ".jpeg", ".gif")
WORD_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/\w+\.(?:xml|jpe?g|png)|"
    r"customXml/(?:_rels/)?\w+\.xml(?:\.rels)?|word/(?:_rels/|theme/|glossary/|glossary/_rels/)?"
    r"\w+\.xml(?:\.rels)?|word/media/\w+\.(?:png|jpe?g|gif)|word/fonts/\w+\.odttf|"
    r"(?:_rels|docProps|customXml|customXml/_rels|word|word/_rels|word/theme|word/media|word/fonts)/"
)
ODT_PARTS = re.compile(
    r"mimetype|(?:content|styles|meta|settings)\.xml|manifest\.rdf|layout-cache|"
    r"META-INF/manifest\.xml|Thumbnails/thumbnail\.png|Pictures/\w+\.(?:png|jpe?g|gif)|"
    r"Configurations2/(?:[\w/]*/)?|Configurations2/[\w/]+\.xml|(?:META-INF|Thumbnails|Pictures)/"
)
# Parts that are named for what they do: told apart, so that the reason is the right one.
RUNS = re.compile(
    r"vba|macro|activex|basic/|scripts?/|\.bin$|\.exe$|\.dll$|\.js$|\.vbs$|\.hta$", re.I
)
HOLDS = re.compile(
    r"embeddings/|object ?\d|\.(?:docx?|xlsx?|pptx?|odt|ods|pdf|zip|html?|rtf)$", re.I
)
# Fields of Word that run something, or bring in what lies elsewhere.
FIELDS = re.compile(r"\b(?:DDEAUTO|DDE|MACROBUTTON)\b", re.I)
FETCHING = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|LINK)\b", re.I)
RUNS_IN_WORD = {"control", "OLEObject", "ocx", "attachedToolbars", "movie", "webVideoPr"}
HELD_IN_WORD = {"altChunk", "object", "subDoc"}
RUNS_IN_ODT = {"event-listener", "script", "plugin", "applet", "execute-macro", "dde-connection",
               "dde-connection-decl", "dde-source"}  # fmt: skip
HELD_IN_ODT = {"object", "object-ole", "floating-frame"}
PLAIN_LINK = re.compile(r"(?:https?://|mailto:|tel:|#)", re.I)


def look_through(content: bytes) -> FileType:
    """Return which of the two this is; raise FileRefused for any other archive, or for more in it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = checked_members(archive, content)
            if "[Content_Types].xml" in members:
                _word(members)
                return FileType.DOCX
            if members.get("mimetype") == ODT_TYPE and next(iter(members)) == "mimetype":
                _open_document(members)
                return FileType.ODT
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise FileRefused(Reason.DAMAGED) from None
    raise FileRefused(Reason.TYPE)


def _word(members: dict[str, bytes]) -> None:
    types = _xml(members["[Content_Types].xml"])
    said = {one.get("ContentType", "") for one in types}
    if any("macroEnabled" in one or "vbaProject" in one for one in said):
        raise FileRefused(Reason.ACTIVE)
    if WORD_MAIN not in said:
        raise FileRefused(Reason.TYPE)
    _only_known(members, WORD_PARTS)
    for name, part in members.items():
        if name.endswith(".rels"):
            _relations(_xml(part))
        elif name.endswith(".xml"):
            _word_part(_xml(part))
    if "word/document.xml" not in members:
        raise FileRefused(Reason.DAMAGED)


def _relations(root: Element) -> None:
    """Refuse whatever leads out of the document, but for a link that somebody presses."""
    for one in root:
        target, kind = one.get("Target", ""), one.get("Type", "").rpartition("/")[2]
        if one.get("TargetMode") == "External":
            if kind != "hyperlink" or not PLAIN_LINK.match(target.strip()):
                raise FileRefused(Reason.FETCHES)
        elif re.match(r"[a-z][a-z0-9+.-]*:|//|\\", target, re.I):
            raise FileRefused(Reason.FETCHES)


def _word_part(root: Element) -> None:
    written = []
    for one in root.iter():
        name = _local(one)
        if name in RUNS_IN_WORD:
            raise FileRefused(Reason.ACTIVE)
        if name in HELD_IN_WORD and "wordprocessingml" in str(one.tag):
            raise FileRefused(Reason.HOLDS_FILES)
        if name in ("instrText", "delInstrText"):
            written.append(one.text or "")
        if name == "fldSimple":
            written += [said for key, said in one.attrib.items() if key.endswith("instr")]
    # A field's words may be cut into pieces, letter by letter.
    for said in (" ".join(written), "".join(written)):
        if FIELDS.search(said):
            raise FileRefused(Reason.ACTIVE)
        if FETCHING.search(said):
            raise FileRefused(Reason.FETCHES)


def _open_document(members: dict[str, bytes]) -> None:
    if b"encryption-data" in members.get("META-INF/manifest.xml", b""):
        raise FileRefused(Reason.LOCKED)
    _only_known(members, ODT_PARTS)
    if "content.xml" not in members:
        raise FileRefused(Reason.DAMAGED)
    for name, part in members.items():
        if name.endswith((".xml", ".rdf")):
            _odt_part(_xml(part))


def _odt_part(root: Element) -> None:
    for one in root.iter():
        name = _local(one)
        if name in RUNS_IN_ODT:
            raise FileRefused(Reason.ACTIVE)
        if name in HELD_IN_ODT:
            raise FileRefused(Reason.HOLDS_FILES)
        for key, said in one.attrib.items():
            if key.endswith("}href") and "xlink" in key:
                _odt_link(name, said.strip())


def _odt_link(element: str, said: str) -> None:
    if element == "a":
        if not PLAIN_LINK.match(said):
            raise FileRefused(Reason.ACTIVE if "script" in said.casefold() else Reason.FETCHES)
    elif said and not re.match(r"(?:\./)?(?:Pictures|Thumbnails)/|#", said):
        raise FileRefused(Reason.FETCHES)


def _only_known(members: dict[str, bytes], parts: re.Pattern[str]) -> None:
    for name, part in members.items():
        if RUNS.search(name):
            raise FileRefused(Reason.ACTIVE)
        if HOLDS.search(name):
            raise FileRefused(Reason.HOLDS_FILES)
        if not parts.fullmatch(name):
            raise FileRefused(Reason.HOLDS_FILES)
        if name.endswith(PICTURES) and not part.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
            raise FileRefused(Reason.HOLDS_FILES)


def _xml(part: bytes) -> Element:
    """Return the root of a part without entities, definitions or anything to fetch."""
    try:
        root: Any = fromstring(part, forbid_dtd=True)
    except DefusedXmlException:
        raise FileRefused(Reason.UNFOLDS) from None
    except (ParseError, LookupError):
        raise FileRefused(Reason.DAMAGED) from None
    return root  # type: ignore[no-any-return]


def _local(one: Element) -> str:
    return str(one.tag).rpartition("}")[2]

"""What an office receives beside PDF, Word and text: all of it becomes pages, and what lies inside comes out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from legalindia.documents.files import MediaType
from legalindia.documents.reading.failures import OverLimit, PasswordNeeded, Unreadable
from legalindia.documents.reading.pages import NO_TEXT
from legalindia.documents.reading.reader import render_page, scan_page
from legalindia.documents.sniffing import sniff
from tests.documents.samples import archive, enclosures_of, pdf, put, read_all, saved, text_of

register_heif_opener()
ODT_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)

# Of the ZIP specification: how Windows packs files of more than two gigabytes, and how WinZip locks.
DEFLATE64, AES = 9, 99


def odt(body: str, *, before: str = "", **more: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", MediaType.ODT)
        content = (
            f"{before}<office:document-content {ODT_NAMES}><office:body>{body}</office:body></office:document-content>"
        )
        packed.writestr("content.xml", content)
        for name, text in more.items():
            packed.writestr(name.replace("_", "/"), text)
    return made.getvalue()


def mail(body: str = "Please see the order.", **attached: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "आदेश / Order", "Asha <asha@office.example>", "b@office.example"
    message["Message-ID"] = "<1@office.example>"
    message.set_content(body)
    for name, content in attached.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return message.as_bytes()


def picture(kind: str = "PNG", *, size: tuple[int, int] = (60, 40), pages: int = 1) -> bytes:
    made = io.BytesIO()
    frames = [Image.new("L", size, 255 - 10 * number) for number in range(pages)]
    more = {"save_all": True, "append_images": frames[1:]} if pages > 1 else {}
    frames[0].save(made, kind, **more)
    return made.getvalue()


def test_a_web_page_is_read_as_it_is_seen(tmp_path: Path) -> None:
    page = "<html><head><title>Order</title><script>steal()</script></head><body><p>Bail is <b>granted</b>.<table>"
    page += "<tr><td>Rent</td><td>45,000</td></tr></table><style>p {}</style>"
    header, [read] = read_all(put(tmp_path, page.encode()), MediaType.HTML)

    assert "Bail is granted." in read.text
    assert "Rent\t45,000" in read.text
    assert "steal" not in read.text
    assert header.notes == ("It holds scripts. They are never run.",)


def test_rich_text_is_read_with_its_hindi(tmp_path: Path) -> None:
    path = put(tmp_path, rb"{\rtf1\ansi\uc1 Agreement \u2325?\u2352? \par second line}")

    assert text_of(path, MediaType.RTF).startswith("Agreement कर")


def test_an_opendocument_text_is_read_in_order_with_its_notes(tmp_path: Path) -> None:
    mark, words = (
        "<text:note-citation>1</text:note-citation>",
        "<text:note-body><text:p>See s. 5.</text:p></text:note-body>",
    )
    note = f"<text:note>{mark}{words}</text:note>"
    path = put(
        tmp_path,
        odt(f"<office:text><text:h>Lease</text:h><text:p>Rent{note} is<text:s text:c='2'/>due.</text:p></office:text>"),
    )

    assert sniff(path) is MediaType.ODT
    assert text_of(path, MediaType.ODT) == "Lease\nRent [1: See s. 5.]  is  due.\n"


def test_an_opendocument_text_with_entities_is_refused(tmp_path: Path) -> None:
    trapped = odt("<office:text/>", before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')

    with pytest.raises(Unreadable, match="entities"):
        read_all(put(tmp_path, trapped), MediaType.ODT)


def test_a_locked_opendocument_text_asks_for_its_password(tmp_path: Path) -> None:
    locked = odt("<office:text/>", **{"META-INF_manifest.xml": "<manifest><encryption-data/></manifest>"})

    with pytest.raises(PasswordNeeded, match="password"):
        read_all(put(tmp_path, locked), MediaType.ODT)


def test_a_sheet_is_read_row_by_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Month", "Rent"])
    book.active.append(["June", 45000.5])
    made = io.BytesIO()
    book.save(made)
    path = put(tmp_path, made.getvalue())

    assert sniff(path) is MediaType.XLSX
    assert "Month\tRent\nJune\t45000.5" in text_of(path, MediaType.XLSX)


def test_slides_are_pages_in_the_order_in_which_they_are_shown(tmp_path: Path) -> None:
    names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(f'<Relationship Id="r{n}" Type="{office}/slide" Target="slides/slide{n}.xml"/>' for n in (1, 2))
    slides = {f"ppt/slides/slide{n}.xml": f"<x {names}><a:p><a:t>Slide {n}</a:t></a:p></x>" for n in (1, 2)}
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    order = (
        f'<p:presentation xmlns:p="{main}" xmlns:r="{office}"><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:presentation>'
    )
    made = archive({"ppt/presentation.xml": order, "ppt/_rels/presentation.xml.rels": f"<R>{links}</R>", **slides})

    assert [page.text for page in read_all(put(tmp_path, made), MediaType.PPTX)[1]] == ["Slide 2", "Slide 1"]


def test_a_mail_is_read_and_gives_out_what_is_attached(tmp_path: Path) -> None:
    path = put(tmp_path, mail(order_pdf=pdf("Order"), note_txt=b"a note"))

    text = text_of(path, MediaType.MAIL)
    assert "Subject: आदेश / Order" in text
    assert "Please see the order." in text
    assert "Attached:\norder.pdf\nnote.txt" in text
    found = enclosures_of(path, MediaType.MAIL)
    assert found["note.txt"] == b"a note"
    assert found["order.pdf"].startswith(b"%PDF-")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_headers_that_are_sent_as_plain_bytes_are_read(tmp_path: Path, encoding: str) -> None:
    subject, name = ("आदेश 🎉", "आदेश.pdf") if encoding == "utf-8" else ("Café, £500", "résumé.pdf")
    sent = (
        f"Subject: {subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
        f'Content-Type: application/pdf\nContent-Disposition: attachment; filename="{name}"\n\nA\n--b--\n'
    )
    path = put(tmp_path, sent.encode(encoding))

    assert f"Subject: {subject}\n" in text_of(path, MediaType.MAIL)
    assert list(enclosures_of(path, MediaType.MAIL)) == [name]


def test_a_mail_of_five_hundred_parts_in_one_another_comes_to_a_clean_end(tmp_path: Path) -> None:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(500))
    path = put(tmp_path, f"MIME-Version: 1.0\n{parts}\nend".encode())

    try:
        header, pages = read_all(path, MediaType.MAIL)
    except Unreadable:
        return
    assert len(pages) == header.page_count


def test_a_large_attachment_comes_out_whole(tmp_path: Path) -> None:
    large = bytes(range(256)) * (9 << 12)

    assert enclosures_of(put(tmp_path, mail(a_bin=large)), MediaType.MAIL)["a.bin"] == large


def test_an_archive_gives_out_its_files_with_their_folders(tmp_path: Path) -> None:
    made = archive(
        {"Matter/a.txt": "one", "Matter/Orders/b.txt": "two", "__MACOSX/x": "litter", "Matter/.DS_Store": "x"}
    )
    path = put(tmp_path, made)

    assert enclosures_of(path, MediaType.ZIP) == {"Matter/a.txt": b"one", "Matter/Orders/b.txt": b"two"}
    assert text_of(path, MediaType.ZIP) == "Matter/a.txt\nMatter/Orders/b.txt"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\b", "C:\\b"])
def test_an_archive_that_points_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable, match="outside"):
        read_all(put(tmp_path, archive({"good.txt": "x", name: "evil"})), MediaType.ZIP)


def packed_by(method: int, *, locked: bool) -> bytes:
    """An archive of one file that says to be packed by this method of the ZIP specification (4.4.5)."""
    made = bytearray(archive({"Matter/a.txt": "one"}))
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.index(signature) + flags_at
        made[at] |= locked
        made[at + 2 : at + 4] = method.to_bytes(2, "little")
    return bytes(made)


def test_an_archive_packed_in_an_unknown_way_is_not_taken_for_a_locked_one(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="packed in a way that is not known") as refused:
        read_all(put(tmp_path, packed_by(DEFLATE64, locked=False)), MediaType.ZIP)

    assert not isinstance(refused.value, PasswordNeeded)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, AES])
def test_a_lock_that_the_password_does_not_open_is_named_as_that(tmp_path: Path, method: int) -> None:
    with pytest.raises(PasswordNeeded, match="The password does not open this archive"):
        read_all(put(tmp_path, packed_by(method, locked=True)), MediaType.ZIP, password="not the one")


def test_an_archive_with_a_link_is_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")

    with pytest.raises(Unreadable, match="outside"):
        read_all(put(tmp_path, made.getvalue()), MediaType.ZIP)


def test_an_archive_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OverLimit, match="unpacks"):
        read_all(put(tmp_path, archive({"zeros": b"\0" * 30_000_000})), MediaType.ZIP)


def test_a_picture_is_a_page_that_can_be_seen_and_waits_for_recognition(tmp_path: Path) -> None:
    path = put(tmp_path, picture())

    header, [page] = read_all(path, MediaType.PNG)

    assert header.has_images
    assert page.problem == NO_TEXT
    assert Image.open(io.BytesIO(render_page(path, MediaType.PNG, 1, width=120))).size == (120, 80)
    assert scan_page(path, MediaType.PNG, 1).width == 150


def test_every_page_of_a_fax_is_a_page(tmp_path: Path) -> None:
    path = put(tmp_path, picture("TIFF", pages=3))

    assert len(read_all(path, MediaType.TIFF)[1]) == 3
    with pytest.raises(Unreadable, match="no page 4"):
        scan_page(path, MediaType.TIFF, 4)


@pytest.mark.parametrize(
    ("kind", "media_type"), [("WEBP", MediaType.WEBP), ("HEIF", MediaType.HEIC), ("JPEG", MediaType.JPEG)]
)
def test_pictures_of_telephones_are_known_and_read(tmp_path: Path, kind: str, media_type: MediaType) -> None:
    path = put(tmp_path, picture(kind, size=(160, 120)))

    assert sniff(path) is media_type
    assert read_all(path, media_type)[0].page_count == 1


def test_a_giant_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    giant = bytearray(picture())
    giant[16:24] = (65_535).to_bytes(4, "big") * 2

    with pytest.raises(Unreadable, match=r"65535 times 65535|damaged"):
        read_all(put(tmp_path, bytes(giant)), MediaType.PNG)


def test_a_damaged_picture_is_a_page_that_cannot_be_drawn(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        scan_page(put(tmp_path, picture()[:60]), MediaType.PNG, 1)


@pytest.mark.parametrize(
    "media_type", [MediaType.DOC, MediaType.OUTLOOK, MediaType.XLSX, MediaType.PPTX, MediaType.ODT, MediaType.ZIP]
)
def test_rubbish_of_any_kind_is_refused_with_a_sentence(tmp_path: Path, media_type: MediaType) -> None:
    with pytest.raises(Unreadable, match=r"damaged"):
        read_all(put(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8), media_type)


def _rtf_pictures(count: int) -> bytes:
    return rb"{\rtf1 Words." + rb"{\pict\pngblip 00}" * count + rb"\par}"


def _docx_pictures(count: int) -> bytes:
    document = docx.Document()
    document.add_paragraph("Words.")
    for _ in range(count):
        document.add_picture(io.BytesIO(picture()))
    return saved(document)


def _odt_pictures(count: int) -> bytes:
    drawing, office = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("drawing", "office"))
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    frames = "<d:frame><d:image/><d:image/></d:frame>" * count
    body = f"<o:body><o:text><t:p>Words.{frames}</t:p></o:text></o:body>"
    names = f'xmlns:o="{office}" xmlns:t="{words}" xmlns:d="{drawing}"'
    return archive({"content.xml": f"<o:document-content {names}>{body}</o:document-content>"})


@pytest.mark.parametrize(
    ("made", "media_type"),
    [(_rtf_pictures, MediaType.RTF), (_docx_pictures, MediaType.DOCX), (_odt_pictures, MediaType.ODT)],
)
def test_pictures_among_the_words_are_counted_because_they_are_not_read(
    tmp_path: Path, made: Callable[[int], bytes], media_type: MediaType
) -> None:
    notes = [read_all(put(tmp_path, made(count)), media_type)[0].notes for count in (0, 1, 3)]

    assert notes[0] == ()
    assert [note.split(".")[0] for note in notes[1]] == ["1 picture in this paper was not read"]
    assert [note.split(".")[0] for note in notes[2]] == ["3 pictures in this paper were not read"]

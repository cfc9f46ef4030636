"""The original, byte for byte: always as an attachment, in a sandbox, never run in our pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from flask import Response, redirect, send_file, stream_with_context
from werkzeug import Response as AnyResponse

from legalindia.accounts.models import Person
from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.protocol import Altered
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db
from legalindia.documents.models import Document, DocumentStatus, RenditionKind
from legalindia.documents.renditions import rendition_of
from legalindia.errors import Forbidden, NotFound
from legalindia.web.headers import FILE_POLICY


def original(document: Document, *, by: Person) -> AnyResponse:
    """Answer with the document's original.

    :raises Forbidden: it is in quarantine.
    :raises Unavailable: the file store has lost it (`Missing`), holds other bytes (`Altered`), or does not answer.
    """
    if document.status == DocumentStatus.QUARANTINED:
        raise Forbidden("This file is in quarantine and is not given out.")
    try:
        address, file = _where(document)
    except Altered:
        record(Act.DOWNLOAD_WITHHELD, by=by, subject=document, detail={"reason": "altered"})
        db.session.commit()
        raise
    record(Act.DOWNLOADED, by=by, subject=document)
    db.session.commit()
    if file is None:
        return redirect(address, code=302)
    response = send_file(file, mimetype=document.media_type, as_attachment=True, download_name=document.filename)
    response.content_length = document.size_bytes
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(document.sha256)
    return response


def _where(document: Document) -> tuple[str, IO[bytes] | None]:
    """Return where the file store gives the original out itself; else the file, every byte of which was compared."""
    storage = outfit().storage
    address = storage.address(document.storage_key, document.filename, size_bytes=document.size_bytes)
    return address or "", None if address else storage.open(document.storage_key, sha256=document.sha256)


def searchable(document: Document, *, by: Person) -> Response:
    """Answer with the searchable PDF of a scanned paper.

    :raises NotFound: none was made of the paper as it is read now. :raises Unavailable: the file store has lost it.
    """
    rendition = rendition_of(document, RenditionKind.SEARCHABLE)
    if rendition is None or not rendition.is_ready or rendition.storage_key is None:
        raise NotFound("No searchable PDF has been made of this paper yet. Have it made first.")
    file = outfit().storage.open(rendition.storage_key, sha256=rendition.sha256)
    record(Act.DOWNLOADED, by=by, subject=document, detail={"what": "searchable PDF"})
    db.session.commit()
    name = f"{document.filename.removesuffix('.pdf')} (searchable).pdf"
    response = send_file(file, mimetype="application/pdf", as_attachment=True, download_name=name)
    response.content_length = rendition.size_bytes
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def plain_text(document: Document, pages: Iterator[str], *, by: Person) -> Response:
    """Answer with the text of a document, as a file."""
    record(Act.DOWNLOADED, by=by, subject=document, detail={"what": "text"})
    db.session.commit()
    response = Response(stream_with_context(pages), mimetype="text/plain")
    name = quote(f"{document.filename}.txt", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    return response

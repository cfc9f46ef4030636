"""The original, byte for byte: always as an attachment, in a sandbox, never run in our pages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, send_file, stream_with_context

from legalindia.accounts.models import User
from legalindia.adapters.outfit import outfit
from legalindia.audit.models import Act
from legalindia.audit.trail import record
from legalindia.database import db
from legalindia.documents.models import Document, DocumentStatus
from legalindia.errors import Forbidden, Unavailable
from legalindia.web.headers import FILE_POLICY


def original(document: Document, *, by: User) -> Response:
    """Answer with the document's original.

    :raises Forbidden: it is in quarantine. :raises Unavailable: the file store has lost it.
    """
    if document.status == DocumentStatus.QUARANTINED:
        raise Forbidden("This file is in quarantine and is not given out.")
    try:
        file = outfit().storage.open(document.storage_key)
    except FileNotFoundError as error:
        raise Unavailable("The original is not in the file store. Please tell your administrator.") from error
    record(Act.DOWNLOADED, by=by, subject=document)
    db.session.commit()
    response = send_file(file, mimetype=document.media_type, as_attachment=True, download_name=document.filename)
    response.content_length = document.size_bytes
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(document.sha256)
    return response


def plain_text(document: Document, pages: Iterator[str], *, by: User) -> Response:
    """Answer with the text of a document, as a file."""
    record(Act.DOWNLOADED, by=by, subject=document, detail={"what": "text"})
    db.session.commit()
    response = Response(stream_with_context(pages), mimetype="text/plain")
    name = quote(f"{document.filename}.txt", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    return response

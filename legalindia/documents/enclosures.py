"""Files that lie inside a file: each becomes a paper of its own that knows where it came from."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType

from legalindia.adapters.outfit import outfit
from legalindia.adapters.storage.arrival import Arrival
from legalindia.clients import service as clients
from legalindia.clients.folders import tree_of
from legalindia.clients.models import Folder
from legalindia.database import db
from legalindia.documents import intake
from legalindia.documents.files import MediaType, clean_filename
from legalindia.documents.models import Document
from legalindia.documents.reading.pages import Enclosure
from legalindia.errors import Conflict, Invalid, Refusal
from legalindia.jobs.lease import Work
from legalindia.jobs.models import JobKind
from legalindia.jobs.tasks import wake

LONGEST_FOLDER_NAME = 120
MOST_NOTES = 50


class Unpacking(AbstractContextManager["Unpacking"]):
    """Takes in the files of one document as they come out of it, piece by piece.

    :param announced: how many the document said there are.
    """

    def __init__(self, document: Document, work: Work, *, limit_bytes: int) -> None:
        self.document = document
        self.work = work
        self.announced = 0
        self.came = 0
        self.notes: list[str] = []
        self._limit_bytes = limit_bytes
        self._arrival: Arrival | None = None
        self._folders: dict[tuple[str, ...], Folder | None] = {}

    def take(self, piece: Enclosure) -> None:
        """Keep one piece; with the last one the file is written down and its reading begins."""
        if self._arrival is None:
            self._arrival = outfit().storage.arrival(limit_bytes=self._limit_bytes)
        self._arrival.write(piece.content)
        if piece.is_last:
            with self._arrival as arrival:
                self._arrival = None
                self.came += 1
                self._file(arrival, piece.path)
            self.work.progress("unpacking", self.came, self.announced)

    def finish(self) -> None:
        """Say on the document what of it was not taken in."""
        lost = self.announced - self.came
        if lost > 0:
            self.notes.append(f"Files inside it that could not be taken out: {lost}.")
        more = len(self.notes) - MOST_NOTES
        shown = [*self.notes[:MOST_NOTES], f"{more} more files were not taken in."] if more > 0 else self.notes
        self.document.notes = [*self.document.notes, *shown]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._arrival is not None:
            self._arrival.close()

    def _file(self, arrival: Arrival, path: str) -> None:
        self.work.progress("unpacking", self.came - 1, self.announced)
        try:
            if reason := intake.may_enclose(self.document):
                raise Invalid(reason)
            document = intake.take_in_enclosed(arrival, path, self.document, self._folder_of(path))
        except Refusal as refusal:
            self.notes.append(f"Not taken in: {clean_filename(path)}. {refusal.detail}")
            return
        if document is not None:
            job_id = intake.begin(document, by=self.document.created_by)
            self.work.progress("unpacking", self.came, self.announced)
            wake(job_id, JobKind.READING)

    def _folder_of(self, path: str) -> Folder | None:
        """Return the folder that an archive's file lies in, made under the archive's own where it is not there."""
        # The names of folders would tell of an archive that is for named people alone.
        if self.document.media_type != MediaType.ZIP or self.document.wall_id is not None:
            return self.document.folder
        names = tuple(clean_filename(name)[:LONGEST_FOLDER_NAME] for name in path.split("/")[:-1] if name.strip(". "))
        if names not in self._folders:
            self._folders[names] = self._made(names)
        return self._folders[names]

    def _made(self, names: tuple[str, ...]) -> Folder | None:
        folder, client, by = self.document.folder, self.document.client, self.document.created_by
        if client is None or by is None:
            return None
        for name in names:
            parent_id = folder.id if folder else None
            known = tree_of(client.id).named(parent_id, name)
            entered = {"name": name, "parent_id": parent_id}
            try:
                folder = known or clients.add_folder(client, entered, by=by)
            except Invalid:
                # Folders end at some depth; the papers of deeper ones lie in the deepest.
                return folder
            except Conflict:
                folder = tree_of(client.id).named(parent_id, name)
        return db.session.merge(folder) if folder else None

"""The first stage of an ingest: files into the catalog and the lexical index, searchable as they come."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rag.indexing.beside import prepare_beside
from rag.indexing.containers import container_of
from rag.indexing.files import FoundFile, Scope
from rag.indexing.formats import INSIDE, format_of, is_container
from rag.indexing.gone import Place, gone_below
from rag.indexing.preparing import Job, Prepared, is_unchanged, prepare
from rag.indexing.sidecars import described_by
from rag.settings import Settings
from vectorstore import (
    ChunkStore,
    ContainerHead,
    DocumentHead,
    Entry,
    Failure,
    Progress,
    Root,
    StoreWriter,
)

# In one transaction: enough to make its fsync cheap, few enough that a kill loses two seconds of reading.
_ENTRIES_AT_ONCE = 1000
_CHARACTERS_AT_ONCE = 8_000_000
_SECONDS_AT_ONCE = 2.0

# Text becomes searchable while more is read, at growing intervals so that all of them together stay cheap.
_FIRST_PUBLISH = 5.0  # seconds
_PUBLISH_GROWTH = 2.0

# Starting a child takes about 0.4 s, in which this process reads some 200 short articles.
_WORTH_CHILDREN = 200
_OTHER_FORMATS = 20  # times as long as a text takes a web page or a container, at least

Outcome = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be read, and why."""

    path: str  # "<root>/<path>"
    reason: str


@dataclass
class TextStage:
    """One run over the files of an ingest, with what became of them."""

    store: ChunkStore
    writer: StoreWriter
    settings: Settings
    progress: Progress | None
    counts: dict[Outcome, int] = field(default_factory=lambda: {"added": 0, "updated": 0, "unchanged": 0})
    failed: list[FailedFile] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._heads = {(head.root, head.path): head for head in self.store.heads()}
        self._containers = self.store.containers()
        self._failures = {(failure.root, failure.path) for failure in self.store.failures()}
        self._failed_now: set[Place] = set()
        self._new_failures: list[Failure] = []
        self._roots: dict[Path, Root] = {}
        self._members: dict[Place, dict[str, str]] = {}  # of each container in the index: sha256 by path
        for place, head in self._heads.items():
            container = container_of(head.path) if INSIDE in head.path else None
            if container is None and place in self._containers:
                container = head.path
            if container is not None:
                self._members.setdefault((head.root, container), {})[head.path] = head.sha256
        self._sidecars = {
            (root, article): head
            for (root, path), head in self._containers.items()
            if (root, path) not in self._members and (article := described_by(path)) is not None
        }
        self._dropped: list[ContainerHead] = []  # sidecars that are gone
        self._not_seen: dict[Place, set[str]] = {}  # of containers being read: members that have not come yet
        self._gone_inside: set[Place] = set()
        self._put: Counter[str] = Counter()  # articles added or updated, by sha256
        self._added: set[str] = set()
        self._entries: list[Entry] = []
        self._characters = 0
        self._read_whole: list[ContainerHead] = []
        self._put_at = self._published_at = time.monotonic()
        self._publish_after = _FIRST_PUBLISH

    # reading

    def read(self, found: Sequence[FoundFile], *, again: bool = False) -> None:
        """Put what is new or changed of these files; with `again`, unchanged containers are opened too."""
        jobs = list(self._jobs(found, again=again))
        left = len(jobs)
        untold = any(is_container(job.path) for job in jobs)  # how many articles there will be
        done = 0
        for part in self._prepared(jobs):
            self._take(part)
            left -= part.last
            done += max(len(part.entries) + len(part.unchanged) + len(part.unreadable), part.fault is not None)
            self._report("articles", done, 0 if untold and left else done + left)
            if self._due:
                self._store()
        self._store()
        self._clear_folders(found)

    def _jobs(self, found: Sequence[FoundFile], *, again: bool) -> Iterator[Job]:
        folder, root = None, ""
        for done, file in enumerate(found):
            if file.folder is not folder:
                folder, root = file.folder, self._root(file.folder).name
            place = (root, file.path)
            if file.fault is not None:
                self._fail(root, file.path, file.fault)
                continue
            # A packed single article has its container's path: the container's own hash is the file's.
            known = (None if again else self._containers.get(place)) or self._heads.get(place)
            members = self._members.get(place, {}) if self._members else {}
            if (
                known is not None
                and is_unchanged(f"{file.folder}/{file.path}", sha256=known.sha256, size=known.size)
                and self._same_sidecar(file, place)
            ):
                self.counts["unchanged"] += len(members) if isinstance(known, ContainerHead) else 1
                if place in self._failures:
                    self._clear([place])
            else:
                yield Job(str(file.folder), root, file.path, members, file.sidecar)
            if file.sidecar is not None:
                self._clear([(root, file.sidecar)])
            if done % 1000 == 999:
                self._report("files looked at", done + 1, len(found))

    def _same_sidecar(self, file: FoundFile, place: Place) -> bool:
        """Whether what stands beside the article states what it did."""
        head = self._sidecars.get(place)
        if file.sidecar is None or head is None or file.sidecar != head.path:
            return file.sidecar is None and head is None
        return is_unchanged(f"{file.folder}/{file.sidecar}", sha256=head.sha256, size=head.size)

    def _root(self, folder: Path) -> Root:
        if folder not in self._roots:
            self._roots[folder] = self.writer.root(folder)
        return self._roots[folder]

    def _prepared(self, jobs: Sequence[Job]) -> Iterable[Prepared]:
        long = sum(format_of(job.path) not in ("text", "markdown") for job in jobs)
        if len(jobs) + long * _OTHER_FORMATS > _WORTH_CHILDREN:
            return prepare_beside(jobs, settings=self.settings)
        return (part for job in jobs for part in prepare(job, settings=self.settings))

    def _take(self, part: Prepared) -> None:
        place = (part.root, part.path)
        not_seen = self._not_seen.setdefault(place, set(self._members.get(place, ())))
        for entry in part.entries:
            self._entries.append(entry)
            self._characters += len(entry.document.text)
            not_seen.discard(entry.document.path)
        self.counts["unchanged"] += len(part.unchanged)
        not_seen.difference_update(part.unchanged)
        for member in part.unreadable:
            self._fail(part.root, member.path, member.reason)
            not_seen.discard(member.path)
        if part.fault is not None:
            self._fail(part.root, part.path, part.fault)
        if part.last:
            self._end(part, not_seen)

    def _end(self, part: Prepared, not_seen: set[str]) -> None:
        del self._not_seen[part.root, part.path]
        if part.fault is not None:
            return  # what the index held of it stays
        self._gone_inside.update((part.root, path) for path in not_seen)
        if part.sidecar is not None:
            self._read_whole.append(part.sidecar)
        held = self._sidecars.get((part.root, part.path))
        if held is not None and (part.sidecar is None or part.sidecar.path != held.path):
            self._dropped.append(held)
        if part.sha256 is not None:
            head = ContainerHead(part.root, part.path, part.sha256, part.size, part.modified_ns)
            self._read_whole.append(head)
        inside = part.path + INSIDE
        self._clear(
            place
            for place in self._failures - self._failed_now
            if place[0] == part.root and (place[1] == part.path or place[1].startswith(inside))
        )

    # storing

    @property
    def _due(self) -> bool:
        """Whether what was read so far is to be stored now."""
        held = len(self._entries)
        return (
            held >= _ENTRIES_AT_ONCE
            or self._characters >= _CHARACTERS_AT_ONCE
            or (held + len(self._new_failures) > 0 and time.monotonic() - self._put_at > _SECONDS_AT_ONCE)
        )

    def _store(self) -> None:
        self.writer.put(self._entries)
        if self._new_failures:
            self.writer.fail(self._new_failures)
            self._new_failures = []
        for entry in self._entries:
            document = entry.document
            known = (document.root, document.path) in self._heads
            self.counts["updated" if known else "added"] += 1
            self._put[document.sha256] += 1
            if not known:
                self._added.add(document.sha256)
        for container in self._read_whole:
            self.writer.put_container(container)
        for sidecar in self._dropped:
            self.writer.drop_container(sidecar.root, sidecar.path)
        self._entries, self._characters, self._read_whole, self._dropped = [], 0, [], []
        self._put_at = now = time.monotonic()
        if now - self._published_at > self._publish_after:
            self.writer.publish(dense=False)
            self._published_at = time.monotonic()
            self._publish_after = max(self._publish_after * _PUBLISH_GROWTH, 10 * (self._published_at - now))

    def _fail(self, root: str, path: str, reason: str) -> None:
        self.failed.append(FailedFile(f"{root}/{path}", reason))
        self._failed_now.add((root, path))
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._new_failures.append(Failure(root, path, reason, at))

    def _clear(self, places: Iterable[Place]) -> None:
        cleared = self._failures.intersection(places)
        if cleared:
            self.writer.clear_failures(cleared)
            self._failures -= cleared

    def _clear_folders(self, found: Sequence[FoundFile]) -> None:
        """Forget that a folder could not be read once it can."""
        folders = {root.name: root.folder for root in self._roots.values()}
        faults = {(self._roots[file.folder].name, file.path) for file in found if file.fault is not None}
        self._clear(
            place
            for place in self._failures - faults
            if place[0] in folders and (folders[place[0]] / place[1]).is_dir()
        )

    def _report(self, stage: str, done: int, total: int) -> None:
        if self.progress is not None:
            self.progress(stage, done, total)

    # after reading

    def remove_gone(self, scopes: Sequence[Scope], found: Sequence[FoundFile]) -> list[DocumentHead]:
        """Remove documents, and forget failures, of what is no longer below these paths; returns those removed."""
        gone = gone_below(scopes, found, roots=self.store.roots(), gone_inside=self._gone_inside)
        self._clear(place for place in self._failures if gone(place))
        removed = [head for place, head in self._heads.items() if gone(place)]
        for root, path in self._containers:
            if gone((root, path)):
                self.writer.drop_container(root, path)
        if removed:
            self.writer.delete([head.id for head in removed])
        return removed

    def moved(self, removed: Sequence[DocumentHead]) -> int:
        """How many of the articles that were removed were added under another path."""
        return sum(head.sha256 in self._added for head in removed)

    def duplicates(self, removed: Sequence[DocumentHead]) -> int:
        """How many of the articles that were put are byte for byte what another article is."""
        gone = {head.id for head in removed}
        held = Counter(head.sha256 for head in self._heads.values() if head.sha256 in self._put and head.id not in gone)
        return sum(min(number, number + held[sha256] - 1) for sha256, number in self._put.items())

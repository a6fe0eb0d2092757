"""The lexical index: tantivy, BM25 over the words of title and body, each text stemmed in its own language."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from vectorstore import Filters, Hit, Progress
from vectorstore.catalog import Catalog, Delta
from vectorstore.lexical_filters import UNDATED, files_of, filter_query, folders_of
from vectorstore.lexical_query import Reader
from vectorstore.lexical_words import analyzer, language_read_as, sendable
from vectorstore.projection import ProjectionError
from vectorstore.seal import Contents, Sealed, WorkingCopy
from vectorstore.texts import ArticleText, article_texts

LAYOUT = 4
_HEAP_BYTES = 64_000_000


class Lexical:
    """An open index; safe to search from several threads."""

    def __init__(self, index: Any, files: WorkingCopy | None = None) -> None:
        self._index = index
        self._files = files
        index.register_tokenizer("english", analyzer("en"))
        index.config_reader("manual")
        searcher = index.searcher()
        languages = tuple(sorted(term for term, _ in searcher.terms_with_prefix("language", "")))
        self._reader: Reader | None = Reader(index.schema, searcher, languages)

    def search(self, question: str, k: int, filters: Filters) -> list[Hit]:
        """The k best chunks for any word of the question, of the documents that the filters leave."""
        from tantivy import Occur, Query

        reader = self._reader
        if reader is None:
            raise ProjectionError("closed")
        query = reader.query(question) if k > 0 else None
        if query is None:
            return []
        only = filter_query(filters, reader.schema, reader.searcher)
        if only is not None:
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        try:
            found = reader.searcher.search(query, k, count=False).hits
            hits = [Hit(reader.searcher.doc(address)["chunk"][0], float(score)) for score, address in found]
        except (ValueError, OSError) as error:
            raise ProjectionError(f"tantivy: {error}") from error
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))

    def occurrences(self, words: Collection[str]) -> dict[str, int]:
        """In how many chunks each of these words stands, in title or body."""
        if self._reader is None:
            raise ProjectionError("closed")
        reader = self._reader
        return {word: reader.occurrences(word) for word in words}

    def close(self) -> None:
        """Give back its files, once no search uses them."""
        self._reader = self._index = None
        if self._files is not None:
            self._files.close()


def open_lexical(sealed: Sealed) -> Lexical:
    """The published index. Raises ProjectionError."""
    from tantivy import Index

    # tantivy takes a lock file to open, even for reading.
    files = WorkingCopy(sealed)
    try:
        return Lexical(Index.open(str(files.folder)), files)
    except (ValueError, OSError) as error:
        files.close()
        raise ProjectionError(f"tantivy: {error}") from error


def lexical_in_memory(catalog: Catalog) -> Lexical:
    """An index of the whole catalog that leaves no files (about 10,000 chunks a second)."""
    from tantivy import Index

    index = Index(_schema())
    _fill(index, catalog, Delta((), tuple(catalog.document_ids())), None)
    return Lexical(index)


def build_lexical(
    folder: Path, catalog: Catalog, base: Sealed | None, delta: Delta, progress: Progress | None
) -> Contents:
    """Fill `folder`, a copy of `base` or empty, with what the delta adds. Raises ProjectionError."""
    from tantivy import Index

    try:
        index = Index(_schema(), path=str(folder)) if base is None else Index.open(str(folder))
        added = _fill(index, catalog, delta, progress)
        index.reload()
        count = index.searcher().num_docs
    except ValueError as error:
        raise ProjectionError(f"tantivy: {error}") from error
    gone = sum(chunks for _, chunks in delta.removed)
    churn = 0 if base is None else base.churn + gone + added
    for lock in folder.glob(".*.lock"):
        lock.unlink()
    return Contents(chunks=count, churn=churn, layout=LAYOUT)


def _fill(index: Any, catalog: Catalog, delta: Delta, progress: Progress | None) -> int:
    index.register_tokenizer("english", analyzer("en"))
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for document_id, _ in delta.removed:
        writer.delete_documents_by_term("document", document_id)
    added = 0
    for done, article in enumerate(article_texts(catalog, delta.added), start=1):
        for chunk in _chunks(article):
            writer.add_document(chunk)
            added += 1
        if progress is not None:
            progress("lexical", done, len(delta.added))
    writer.commit()
    writer.wait_merging_threads()  # ends the writer; without it a merge may still change files
    return added


def _chunks(article: ArticleText) -> Iterator[Any]:
    from tantivy import Document

    read_as = language_read_as(article.language)
    stated = {
        "document": article.document_id,
        "language": read_as,
        "publisher": sendable((article.publisher or "").casefold()),
        "published": article.published or UNDATED,
        "file": [sendable(file) for file in files_of(article.root, article.path)],
        "folder": [sendable(folder) for folder in folders_of(article.root, article.path)],
    }
    for chunk_id, body in article.chunks:
        chunk = Document.from_dict({"chunk": chunk_id, **stated})
        for field, text in (("title", article.title or ""), ("body", body)):
            if read_as == "en":
                chunk.add_text(field, text)  # cut into words while it is written: a third of the time
            else:
                chunk.add_pre_tokenized_text(field, analyzer(read_as).pre_tokenize(text))
        yield chunk


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("chunk", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("document", "language", "publisher", "published", "file", "folder"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    # One field for all languages, so that lengths and frequencies are those of the whole archive.
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="english", index_option="position")
    return builder.build()

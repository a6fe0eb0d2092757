"""The lexical index: tantivy, BM25 over stemmed words of title and body.

A question's words become a disjunction of terms here; it never passes a query parser, so no
input has operators or syntax errors.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from vectorstore import Hit, Progress
from vectorstore.catalog import Catalog, Delta
from vectorstore.projection import ProjectionError
from vectorstore.seal import Contents, Sealed, WorkingCopy

LAYOUT = 1
# The title stands with each chunk of its article. nDCG@10 at 0, 0.5, 1 and 2: SciFact 0.675, 0.676,
# 0.651, 0.608; ClapNQ 0.941, 0.952, 0.945 (no 2); 300 questions each, chunks of 200 tokens.
TITLE_BOOST = 0.5
_HEAP_BYTES = 64_000_000
_LONGEST_WORD = 64  # bytes; longer ones are not words (tantivy's own limit is 40)


class Lexical:
    """An open index; safe to search from several threads."""

    def __init__(self, index: Any, files: WorkingCopy | None = None) -> None:
        self._index = index
        self._files = files
        self._analyzer = _analyzer()
        index.register_tokenizer("english", self._analyzer)
        index.config_reader("manual")
        self._schema = index.schema
        self._searcher = index.searcher()

    def search(self, words: str, k: int, documents: Collection[str] | None) -> list[Hit]:
        """The k best chunks for any of these words, of all documents or only of these."""
        from tantivy import Occur, Query

        # A lone surrogate can't cross into Rust.
        terms = dict.fromkeys(self._analyzer.analyze(words.encode("utf-8", "replace").decode("utf-8")))
        if not terms or k < 1 or (documents is not None and not documents):
            return []
        schema = self._schema
        clauses = []
        for term in terms:
            title = Query.boost_query(Query.term_query(schema, "title", term, "freq"), TITLE_BOOST)
            clauses += [(Occur.Should, title), (Occur.Should, Query.term_query(schema, "body", term, "freq"))]
        query = Query.boolean_query(clauses)
        if documents is not None:
            only = Query.const_score_query(Query.term_set_query(schema, "document", list(documents)), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        searcher = self._searcher
        if searcher is None:
            raise ProjectionError("closed")
        try:
            found = searcher.search(query, k, count=False).hits
            hits = [Hit(searcher.doc(address)["chunk"][0], float(score)) for score, address in found]
        except (ValueError, OSError) as error:
            raise ProjectionError(f"tantivy: {error}") from error
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))

    def close(self) -> None:
        """Give back its files, once no search uses them."""
        self._searcher = self._index = None
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
    from tantivy import Document

    index.register_tokenizer("english", _analyzer())
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for document_id, _ in delta.removed:
        writer.delete_documents_by_term("document", document_id)
    added = 0
    for done, (document_id, title, bodies) in enumerate(catalog.texts(delta.added), start=1):
        for chunk_id, body in bodies:
            writer.add_document(Document(chunk=chunk_id, document=document_id, title=title, body=body))
            added += 1
        if progress is not None:
            progress("lexical", done, len(delta.added))
    writer.commit()
    writer.wait_merging_threads()  # ends the writer; without it a merge may still change files
    return added


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("chunk", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="english", index_option="freq")
    builder.add_text_field("body", tokenizer_name="english", index_option="freq")
    return builder.build()


def _analyzer() -> Any:
    """Words in lower case, without accents, stemmed as English: tantivy's `en_stem`, plus the accents."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.remove_long(_LONGEST_WORD), Filter.lowercase(), Filter.ascii_fold(), Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()

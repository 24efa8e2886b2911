"""How each database is asked: one interface, two small engines, the same answers.

Both give the keys of the documents that a query finds, newest first. What is narrowed by marks is
also asked as an ordinary condition; the marks only spare a look at rows that cannot fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    any_,
    cast,
    column,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.types import BigInteger, Boolean

from core.db import db
from transcripts.models import Interaction
from transcripts.search.documents import COLUMNS, FORM, ID_MASK, pair_mark, readings, scoped
from transcripts.search.models import SearchDocument
from transcripts.search.ranking import needles
from transcripts.search.syntax import Query, Term

Marks = tuple[str, ...]
END = 1 << 63
SPARE = 50  # documents read at once beyond those wanted: of a hundred pairs about one is false


@dataclass(frozen=True)
class Wanted:
    """What is asked of an engine.

    ``narrowing``: of each group of marks, a document has at least one. ``conditions`` are on
    Interaction. ``lowest`` and ``below`` bound the key.
    """

    query: Query
    narrowing: tuple[Marks, ...] = ()
    conditions: tuple[ColumnElement[bool], ...] = ()
    lowest: int = 0
    below: int = END


class Engine(Protocol):
    """A database that finds documents."""

    def keys(self, wanted: Wanted, limit: int) -> list[int]:
        """Return the keys of at most ``limit`` documents, newest first."""
        ...

    def forget(self) -> None:
        """Remove the last traces of what is no longer in the index from the files on disk."""
        ...


def bounded(wanted: Wanted, key: ColumnElement[int], *from_row: ColumnElement[bool]) -> Select[int]:
    """Return the query for the keys, with the conditions on the interaction where there are any."""
    found = select(key).where(*from_row, key >= wanted.lowest)
    if wanted.below < END:
        found = found.where(key < wanted.below)
    if wanted.conditions:
        # The id is in the key, so that no document is read for it.
        found = found.join(Interaction, Interaction.id == key.op("&")(ID_MASK))
        found = found.where(*wanted.conditions)
    return found


class Sqlite:
    """FTS5, which walks the documents of each token in the order of their keys."""

    index = table("search_index", column("rowid", BigInteger))

    def keys(self, wanted: Wanted, limit: int) -> list[int]:
        key = self.index.c.rowid
        matches: ColumnElement[bool] = literal_column("search_index").op("match")(
            literal(fts5_text(wanted), String)
        )
        found = bounded(wanted, key, matches)
        return list(db.session.scalars(found.order_by(key.desc()).limit(limit)))

    def forget(self) -> None:
        db.session.execute(db.text("insert into search_index(search_index) values('optimize')"))


def fts5_text(wanted: Wanted) -> str:
    """Write the query in FTS5's own language; every token is letters, digits and ``_``."""
    parts = [f"({' OR '.join(map(fts5_term, group))})" for group in wanted.query.groups]
    parts += [f"({' OR '.join(f'{quoted(m)}' for m in marks)})" for marks in wanted.narrowing]
    found = " AND ".join(parts)
    if wanted.query.excluded:
        return f"({found}) NOT ({' OR '.join(map(fts5_term, wanted.query.excluded))})"
    return found


def fts5_term(term: Term) -> str:
    star = " *" if term.prefix else ""
    found = [quoted(" ".join(reading)) + star for reading in readings(term)]
    if term.prefix and len(term.words) == 1:
        found.append(quoted(FORM + term.words[0]) + star)
    said = f"({' OR '.join(found)})"
    return f"({term.column} : {said})" if term.column else said


def quoted(tokens: str) -> str:
    return f'"{tokens}"'


class Postgresql:
    """A vector of lexemes without places, under a GIN index.

    The index answers for words, columns, beginnings and marks. For phrases it answers for the
    pairs of neighbours; whether the words truly follow each other is read in the columns, newest
    documents first, and only until there are enough.
    """

    vector: ColumnElement[Any] = literal_column("search_documents.vector")

    def keys(self, wanted: Wanted, limit: int) -> list[int]:
        phrases = with_phrases(wanted.query)
        if not phrases.any and not phrases.excluded:
            return self.hits(wanted, limit)
        found: list[int] = []
        size = 2 * limit
        while len(found) < limit:
            hits = self.hits(wanted, size)
            read = 0
            while read < len(hits) and len(found) < limit:
                some = max(limit - len(found) + SPARE, size // 4)
                piece = hits[read : read + some]
                found += self.proven(piece, phrases)
                read += len(piece)
            if len(hits) < size:
                break
            wanted, size = replace(wanted, below=hits[-1]), 2 * size
        return found[:limit]

    def hits(self, wanted: Wanted, limit: int) -> list[int]:
        """Return the keys of documents that the index takes for a match.

        All of them are taken from the index first: a walk by date, which the planner may choose
        otherwise, reads every document of the house where few of them match. Nor does it know that
        reading a vector costs more than reading a row, so it is kept from that as well.
        """
        matching = select(SearchDocument.key).where(
            self.vector.op("@@", return_type=Boolean())(cast(tsquery_text(wanted), TSQUERY))
        )
        hits = matching.cte("hits").prefix_with("materialized")
        found = bounded(wanted, hits.c.key).order_by(hits.c.key.desc()).limit(limit)
        db.session.execute(text("set local enable_seqscan = off"))
        keys = list(db.session.scalars(found))
        db.session.execute(text("set local enable_seqscan = on"))
        return keys

    def proven(self, hits: Sequence[int], phrases: Query) -> list[int]:
        """Return those of the keys whose documents have the phrases, word after word.

        A text is put together first, so that it is unpacked from the disk once and not for each
        phrase and reading.
        """
        terms = [term for group in (*phrases.groups, phrases.excluded) for term in group]
        texts = {term.column: text_of(term.column).label(str(term.column)) for term in terms}
        wanted = SearchDocument.key == any_(literal(list(hits), ARRAY(BigInteger)))
        said = select(SearchDocument.key, *texts.values()).where(wanted).cte("said")
        said = said.prefix_with("materialized")

        def has(term: Term) -> ColumnElement[bool]:
            text = said.c[str(term.column)]
            return or_(*(func.strpos(text, needle) > 0 for needle in needles(term)))

        proven = select(said.c.key).where(
            *(or_(*map(has, group)) for group in phrases.groups),
            *(not_(has(term)) for term in phrases.excluded),
        )
        return list(db.session.scalars(proven.order_by(said.c.key.desc())))

    def forget(self) -> None:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("vacuum search_documents")


def tsquery_text(wanted: Wanted) -> str:
    """Write the query in PostgreSQL's own language, for all that the index can answer."""
    query = wanted.query
    parts = [" | ".join(map(tsquery_term, group)) for group in query.groups]
    parts += [" | ".join(f"'{mark}'" for mark in marks) for marks in wanted.narrowing]
    parts += [f"!({tsquery_term(term)})" for term in query.excluded if len(term.words) == 1]
    return " & ".join(f"({part})" for part in parts)


def tsquery_term(term: Term) -> str:
    found = [f"({' & '.join(lexemes(term, reading))})" for reading in readings(term)]
    if term.prefix and len(term.words) == 1:
        found.append(f"'{said(term, FORM + term.words[0])}':*")
    return f"({' | '.join(found)})"


def lexemes(term: Term, reading: tuple[str, ...]) -> list[str]:
    """Return the lexemes that a document with this reading of a term has."""
    whole = reading[:-1] if term.prefix else reading
    pairs = [pair_mark(first, second) for first, second in pairwise(whole)]
    found = [f"'{one}'" for one in (*(said(term, token) for token in whole), *pairs)]
    return [*found, f"'{said(term, reading[-1])}':*"] if term.prefix else found


def said(term: Term, token: str) -> str:
    return scoped(term.column, token) if term.column else token


def with_phrases(query: Query) -> Query:
    """Return the part of a query that the index cannot answer for: where phrases are."""
    groups = [group for group in query.groups if any(len(term.words) > 1 for term in group)]
    return Query(tuple(groups), tuple(term for term in query.excluded if len(term.words) > 1))


def text_of(column: str | None) -> ColumnElement[str]:
    """Return what stands in a column, or in all; no phrase runs from one into the next."""
    names = COLUMNS if column is None else (column,)
    return func.concat(*(getattr(SearchDocument, name) for name in names))


def engine() -> Engine:
    """Return the engine of the database in use."""
    return Postgresql() if db.engine.dialect.name == "postgresql" else Sqlite()

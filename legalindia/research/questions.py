"""What a question asks for: its words and its meaning, without the words that only make it a question."""

from __future__ import annotations

from dataclasses import dataclass, replace

from legalindia.law.words import STOPWORDS, words
from legalindia.search.query import Query, parse

SHORTEST, LONGEST = 3, 2000

# Words that say that something is asked, not what. Without them a question finds papers, not other questions.
_ASKING = frozenset(
    "what which who whom whose when where why how is are was were did does do tell me please explain describe state "
    "much many long often may must can happens find show list give any there about according under case matter "
    "document documents paper papers say says said "
    "क्या कौन कब कहाँ कहां क्यों कैसे कितना कितनी कितने बताएं बताइए".split()
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was understood.

    :param query: what is looked for.
    :param content: the matched forms of the words that carry the question.
    """

    text: str
    query: Query
    content: frozenset[str]


def understand(text: str) -> Understood:
    """Understand a question. Quotation marks in it keep their meaning; every other sign is just a sign."""
    query = parse(text)
    content = [word.matched for word in words(text) if word.folded not in _ASKING and word.folded not in STOPWORDS]
    asked = {word.matched for word in words(text)}
    # The query's own words beyond those typed are sections of the other codes: they are looked for as well.
    counterparts = [word for word in query.wording.words if word not in asked]
    carrying = tuple(dict.fromkeys(content)) or query.wording.words
    wording = replace(query.wording, words=(*carrying, *counterparts), excluded=(), prefixes=())
    return Understood(text, replace(query, wording=wording, beginnings=()), frozenset(carrying))

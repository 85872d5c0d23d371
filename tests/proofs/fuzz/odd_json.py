"""JSON that has been broken at random: values of every shape, and trees changed at random places."""

import copy
import json
from collections.abc import Iterator, MutableMapping, MutableSequence
from typing import Any

from hypothesis import strategies as st

type Json = Any
type Place = tuple[Any, Any]
"""A container of the tree, and the key or index in it."""

SURROGATES = st.characters(categories=["Cs"])
NASTY = st.sampled_from(
    [
        *("\x00", "\x1b[2J", "\u202e", "\ufeff", "\ufffe", "\r\nSet-Cookie: a=b", "%00", "%2F", "%", "../.."),
        *("{}", "null", "[1]", "<script>", "' OR 1=1", "\ud800", "\udfff\ud83d", "x" * 3000),
        *("-0", "1e999", "0x10", "\u0663", "540-", "-", "1-2-3", 'W/"1"', "*", '"1", *', "24:00", "99:99"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2028-02-30"),
    ]
)
texts = st.one_of(st.text(max_size=40), NASTY, st.text(SURROGATES, min_size=1, max_size=3))
numbers = st.one_of(
    st.sampled_from([0, -1, 1, 2**31, 2**63, 10**30, -(10**300), 1e308, 0.5, 5.0, -0.0]), st.integers(), st.booleans()
)
leaves = st.one_of(st.none(), numbers, texts)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)
DEEP = st.integers(50, 400).map(lambda depth: json.loads("[" * depth + "]" * depth))


@st.composite
def broken(draw: st.DrawFn, tree: Json, most: int = 3) -> Json:
    """The tree after one to `most` changes: a part left out, put in, exchanged, or moved to another place."""
    changed = copy.deepcopy(tree)
    for _ in range(draw(st.integers(1, most))):
        places = [*_places(changed)]
        if not places:
            return draw(values)
        _change(draw, changed, draw(st.sampled_from(places)))
    return changed


def as_sent(tree: Json) -> Json:
    """As it arrives: JSON has no pair of surrogates, but the character that they stand for."""
    return json.loads(json.dumps(tree))


def _change(draw: st.DrawFn, tree: Json, place: Place) -> None:
    parent, key = place
    match draw(st.sampled_from(["leave out", "exchange", "exchange", "put in", "move", "as text", "deep"])):
        case "leave out":
            del parent[key]
        case "exchange":
            parent[key] = draw(values)
        case "put in" if isinstance(parent, MutableMapping):
            parent[draw(texts)] = draw(values)
        case "put in":
            parent.insert(key, draw(values))
        case "move":
            other, name = draw(st.sampled_from([*_places(tree)]))
            parent[key] = copy.deepcopy(other[name])
        case "as text":
            parent[key] = json.dumps(parent[key])
        case _:
            parent[key] = draw(DEEP)


def _places(tree: Json) -> Iterator[Place]:
    if isinstance(tree, MutableMapping):
        children: list[Any] = [*tree]
    elif isinstance(tree, MutableSequence):
        children = [*range(len(tree))]
    else:
        return
    for key in children:
        yield tree, key
        yield from _places(tree[key])

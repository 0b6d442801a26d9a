"""Walks over the prose tree, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from briefings.prose import (
    Block,
    Citation,
    Cite,
    Claim,
    Division,
    FigureUse,
    Footnote,
    Heading,
    Image,
    Inline,
    Judgement,
    Link,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Table,
    Text,
)

Node = Block | Inline


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Every block and inline under `nodes`, each before what it holds."""
    found: list[Node] = []
    _gather(nodes, found)
    return iter(found)


_LEAVES = frozenset({Text, Citation})


def _gather(nodes: tuple[Node, ...], found: list[Node]) -> None:
    for node in nodes:
        found.append(node)
        if type(node) not in _LEAVES and (held := inside(node)):
            _gather(held, found)


def walk_own(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """What a claim itself holds: as `walk`, but for the claims in its footnotes, which cite for themselves."""
    for node in nodes:
        if not isinstance(node, Claim):
            yield node
            if held := inside(node):
                yield from walk_own(held)


def inside(node: Node) -> tuple[Node, ...]:
    """What a node holds, in reading order. Asked of each node many times in a run: the most frequent come first."""
    match node:
        case Text() | Citation():
            return ()
        case Paragraph() | Claim() | Heading() | Link():
            return node.children
        case Listing():
            return tuple(block for item in node.items for block in item)
        case Table():
            return tuple(inline for row in (node.head, *node.rows) for cell in row for inline in cell)
        case Quote() | Division() | Footnote():
            return node.blocks
        case Judgement():
            return (*node.statement, *node.basis)
        case Picture():
            return (node.image,)
        case _:
            return getattr(node, "children", ())


def cites_in(nodes: tuple[Node, ...]) -> Iterator[Cite]:
    for node in walk(nodes):
        if isinstance(node, Citation):
            yield from node.cites


def own_cites(nodes: tuple[Node, ...]) -> Iterator[Cite]:
    """As `cites_in`, but for what the claims in footnotes cite."""
    for node in walk_own(nodes):
        if isinstance(node, Citation):
            yield from node.cites


def figures_in(nodes: tuple[Node, ...]) -> Iterator[FigureUse]:
    return (node for node in walk(nodes) if isinstance(node, FigureUse))


def judgements_in(nodes: tuple[Node, ...]) -> Iterator[Judgement]:
    return (node for node in walk(nodes) if isinstance(node, Judgement))


def claims_within(nodes: tuple[Node, ...]) -> Iterator[Claim]:
    return (node for node in walk(nodes) if isinstance(node, Claim))


def images_in(nodes: tuple[Node, ...]) -> Iterator[Image]:
    return (node for node in walk(nodes) if isinstance(node, Image))


def map_judgements(blocks: tuple[Block, ...], change: Callable[[Judgement], Judgement]) -> tuple[Block, ...]:
    """The same blocks with every judgement changed."""
    return map_blocks(blocks, lambda one: change(one) if isinstance(one, Judgement) else one)


def map_blocks(blocks: tuple[Block, ...], change: Callable[[Block], Block]) -> tuple[Block, ...]:
    """The same tree with every block changed, the inner ones first."""

    def block(one: Block) -> Block:
        match one:
            case Listing():
                return change(replace(one, items=tuple(map_blocks(item, change) for item in one.items)))
            case Quote() | Division():
                return change(replace(one, blocks=map_blocks(one.blocks, change)))
            case Judgement():
                return change(replace(one, basis=map_blocks(one.basis, change)))
            case _:
                return change(one)

    return tuple(block(one) for one in blocks)

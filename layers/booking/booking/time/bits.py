"""Sets of slots as whole numbers: bit n stands for the slot n after a base. One operation works on weeks of slots."""

from collections.abc import Iterable
from functools import lru_cache


def bits_of(slots: range) -> int:
    """A contiguous range. Its start must not lie before the base."""
    return ((1 << len(slots)) - 1) << slots.start


def bits_at(slots: Iterable[int], size: int) -> int:
    """Single slots, in any order. Those before the base or from `size` on are left out."""
    found = bytearray(size // 8 + 1)
    for slot in slots:
        if 0 <= slot < size:
            found[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(found, "little")


def bits_every(step: int, slots: range) -> int:
    """The first slot of a range and each `step` after it."""
    return _comb(step, -(-len(slots) // step)) << slots.start


def run_starts(free: int, length: int) -> int:
    """The slots with which `length` free slots in a row begin. `length` is at least 1."""
    have = 1
    while have * 2 <= length:
        free &= free >> have
        have *= 2
    return free & (free >> (length - have))


def slots_at(bits: int, base: int) -> list[int]:
    """The slots of a set, in order."""
    if not bits:
        return []
    first = (bits & -bits).bit_length() - 1
    rest = bits >> first
    octets = rest.to_bytes((rest.bit_length() + 7) // 8, "little")
    firsts = range(base + first, base + bits.bit_length(), 8)
    return [first + bit for first, octet in zip(firsts, octets, strict=True) for bit in _BITS[octet]]


_BITS = tuple(tuple(bit for bit in range(8) if octet >> bit & 1) for octet in range(256))
"""Of each octet, the bits that are set. Faster than to look for one bit after another."""


@lru_cache(maxsize=256)
def _comb(step: int, count: int) -> int:
    """`count` bits, the first one at 0, with `step` from each to the next."""
    return ((1 << step * count) - 1) // ((1 << step) - 1)

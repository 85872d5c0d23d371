"""Sets of slots as whole numbers: bit n stands for the slot n after a base. One operation works on weeks of slots."""

from collections.abc import Set as AbstractSet
from functools import lru_cache


def bits_of(slots: range) -> int:
    """A contiguous range. Its start must not lie before the base."""
    return ((1 << len(slots)) - 1) << slots.start


def bits_at(slots: AbstractSet[int], base: int, size: int) -> int:
    """Single slots. Those before the base, and those `size` or more after it, are left out."""
    if not slots:
        return 0
    first, beyond = max(min(slots), base), min(max(slots) + 1, base + size)
    # Each slot in between is looked up, by C code: that is faster than to set one bit after another.
    digits = bytes(map(slots.__contains__, range(first, beyond))).translate(_DIGITS)[::-1]
    return int(digits, 2) << first - base if digits else 0


_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


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

"""The compressed RTF in which Outlook keeps the words of a message.

Source: [MS-OXRTFCP] 2.1 (header), 2.2 (decompression), 3.1.3 (what the dictionary begins with).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEAD = struct.Struct("<4I")
_COMPRESSED, _BARE = 0x75465A4C, 0x414C454D
_PLACES = 4096
_SHORTEST = 2
_BEGINS = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def unpacked(content: bytes) -> bytes:
    """Return the RTF; as far as it goes where it breaks off.

    :raises ValueError: it is no compressed RTF.
    """
    if len(content) < _HEAD.size:
        raise ValueError("no compressed RTF")
    packed_bytes, raw_bytes, kind, _ = _HEAD.unpack_from(content)
    # The first number counts what comes after itself.
    packed = content[_HEAD.size : packed_bytes + 4]
    if kind == _BARE:
        return packed[:raw_bytes]
    if kind != _COMPRESSED:
        raise ValueError("no compressed RTF")
    unpacker = _Unpacker()
    for start, length in _steps(packed):
        if start == unpacker.place:
            break
        unpacker.write(start, length)
    return bytes(unpacker.written[:raw_bytes])


@dataclass
class _Unpacker:
    """A ring of what was written last, from which what is written next is copied.

    :ivar place: in the ring, where the next letter goes.
    """

    known: bytearray = field(default_factory=lambda: bytearray(_BEGINS.ljust(_PLACES, b"\0")))
    place: int = len(_BEGINS)
    written: bytearray = field(default_factory=bytearray)

    def write(self, start: int | bytes, length: int) -> None:
        """Write a letter, or copy so many from a place in the ring; a copy may reach into its own beginning."""
        for step in range(length):
            letter = start[0] if isinstance(start, bytes) else self.known[(start + step) % _PLACES]
            self.known[self.place] = letter
            self.written.append(letter)
            self.place = (self.place + 1) % _PLACES


def _steps(packed: bytes) -> Iterator[tuple[int | bytes, int]]:
    """Give each letter, or the place and length of each copy; a byte before every eight of them says which is which."""
    at = 0
    while at < len(packed):
        kinds = packed[at]
        at += 1
        for bit in range(8):
            is_copy = kinds >> bit & 1
            step = packed[at : at + 1 + is_copy]
            at += 1 + is_copy
            if len(step) < 1 + is_copy:
                return
            if is_copy:
                start, length = divmod(int.from_bytes(step, "big"), 16)
                yield start, length + _SHORTEST
            else:
                yield step, 1

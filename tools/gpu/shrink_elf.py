"""Makes a copy of a TensorFlow GPU library that compresses to a third, without moving anything that is loaded.

Usage: python3 shrink_elf.py IN OUT [ARCHITECTURE]    (90 by default: compute capability 9.0)

1. Every CUDA fat binary keeps the machine code of one architecture alone, or the PTX for it where it has no machine
   code (the small kernels that MLIR made); the rest becomes zeros. A fat binary with neither stays as it is.
2. The relocatable PTX becomes zeros: only NCCL's, which one GPU never calls.
3. What is not loaded (symbols, debug sections, section headers) is cut off the end of the file.

It works for any ELF file: of one without fat binaries only the end is cut off, as strip does.
"""

# cspell:words fatbin HHIQ IHHQ IIQQQQIIQQ IIQQQQQQ MLIR relfatbin rodata
import mmap
import os
import shutil
import struct
import sys

FAT_BINARY = 0xBA55ED50
PTX, MACHINE_CODE = 1, 2


def sections(data):
    """(offset, size) of each section, by its name."""
    (start,) = struct.unpack_from("<Q", data, 0x28)
    size, count, names = struct.unpack_from("<HHH", data, 0x3A)
    headers = [struct.unpack_from("<IIQQQQIIQQ", data, start + at * size) for at in range(count)]
    found = {}
    for header in headers:
        at = headers[names][4] + header[0]
        found[data[at : data.find(b"\0", at)].decode()] = header[4:6]
    return found


def in_a_row(data, start, size):
    """(start, size of the head, size of the body) of each fat binary in a section of them."""
    at = start
    while at + 16 <= start + size:
        magic, _, head, body = struct.unpack_from("<IHHQ", data, at)
        if magic != FAT_BINARY:
            at += 8  # padding
            continue
        yield at, head, body
        at += head + body


def among_others(data, start, size):
    """The same for fat binaries among other data: those of the kernels made by MLIR."""
    at, end = start, start + size
    while (at := data.find(struct.pack("<IHH", FAT_BINARY, 1, 16), at, end)) >= 0:
        (body,) = struct.unpack_from("<Q", data, at + 8)
        if at % 8 == 0 and at + 16 + body <= end:
            yield at, 16, body
            at += 16 + body
        else:
            at += 4


def entries(data, at, head, body):
    """(kind, architecture, start, size of the head, size of the payload) of each entry of a fat binary."""
    position = at + head
    while position < at + head + body:
        kind, _, size, payload = struct.unpack_from("<HHIQ", data, position)
        (architecture,) = struct.unpack_from("<I", data, position + 28)
        yield kind, architecture, position, size, payload
        position += size + payload


def entry_for(found, wanted):
    """The entry that a device of this architecture takes: machine code, else PTX."""
    for kind in (MACHINE_CODE, PTX):
        good = [entry for entry in found if entry[:2] == (kind, wanted)]
        if good:
            return good[0] if len(good) == 1 else None
    return None


def prune(data, places, wanted):
    counts = {"machine code": 0, "PTX": 0, "left": 0}
    for at, head, body in places:
        entry = entry_for(list(entries(data, at, head, body)), wanted)
        if entry is None:
            counts["left"] += 1
            continue
        kind, _, start, size, payload = entry
        kept = data[start : start + size + payload]
        # The fat binary keeps its one entry; the zeros that follow are no part of any.
        struct.pack_into("<Q", data, at + 8, len(kept))
        data[at + head : at + head + body] = kept + bytes(body - len(kept))
        counts["machine code" if kind == MACHINE_CODE else "PTX"] += 1
    return counts


def blank(data, places):
    for at, head, body in places:
        for _, _, start, size, payload in entries(data, at, head, body):
            data[start + size : start + size + payload] = bytes(payload)


def forget_sections(data):
    """Removes the section headers from the ELF header; returns where the last loaded byte ends."""
    (start,) = struct.unpack_from("<Q", data, 0x20)
    size, count = struct.unpack_from("<HH", data, 0x36)
    segments = [struct.unpack_from("<IIQQQQQQ", data, start + at * size) for at in range(count)]
    struct.pack_into("<Q", data, 0x28, 0)
    struct.pack_into("<HHH", data, 0x3A, 64, 0, 0)
    return max(segment[2] + segment[5] for segment in segments)


def shrink(source, target, wanted=90):
    """Prints what was kept of each kind of section."""
    shutil.copyfile(source, target)
    with open(target, "r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        found = sections(data)
        for name, places in ((".nv_fatbin", in_a_row), (".rodata", among_others)):
            if name in found:
                kept = prune(data, list(places(data, *found[name])), wanted)
                if sum(kept.values()) > 0:
                    print(f"{target}: {name}: {kept}", file=sys.stderr)
        if "__nv_relfatbin" in found:
            blank(data, list(in_a_row(data, *found["__nv_relfatbin"])))
        end = forget_sections(data)
    os.truncate(target, end)


if __name__ == "__main__":
    shrink(*sys.argv[1:3], *map(int, sys.argv[3:4]))

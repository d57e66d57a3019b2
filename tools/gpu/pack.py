"""Packs a folder into pieces for a machine that takes one small file at a time; `unpack.py` puts it together again.

Usage: python3 pack.py FOLDER OUT CACHE [LARGEST]

Writes OUT/piece-00, OUT/piece-01, … of the same size, at most LARGEST bytes each (58,000,000 by default), and
OUT/pieces.json with their checksums. CACHE keeps compressed blocks, so that packing again after a change of the small
files takes seconds instead of minutes.
"""
import concurrent.futures
import glob
import hashlib
import io
import json
import lzma
import os
import sys
import tarfile

BLOCK = 256 * 2**20
# Files of this size are cut into blocks, which unpack side by side; all smaller ones are one block.
LARGE = 16 * 2**20
DICTIONARY = 2**27


def blocks_of(path):
    size = os.path.getsize(path)
    return [(path, at, min(BLOCK, size - at)) for at in range(0, size, BLOCK)]


def compress(data, cache):
    """The xz file of some bytes, kept in the cache under their checksum."""
    kept = os.path.join(cache, hashlib.sha256(data).hexdigest() + ".xz")
    if not os.path.exists(kept):
        size = min(DICTIONARY, max(2**20, len(data)))
        filters = [{"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": size}]
        packed = lzma.compress(data, filters=filters)
        with open(kept + ".tmp", "wb") as file:
            file.write(packed)
        os.replace(kept + ".tmp", kept)
    return kept


def read(path, at, size):
    with open(path, "rb") as file:
        file.seek(at)
        return file.read(size)


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(folder, out, cache, largest=58_000_000):
    os.makedirs(cache, exist_ok=True)
    os.makedirs(out, exist_ok=True)
    large, small = [], io.BytesIO()
    with tarfile.open(fileobj=small, mode="w") as tar:
        for parent, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names + [one for one in folders if os.path.islink(os.path.join(parent, one))]):
                path = os.path.join(parent, name)
                inside = os.path.relpath(path, folder)
                if not os.path.islink(path) and os.path.getsize(path) >= LARGE:
                    large.append(inside)
                else:
                    entry = tar.gettarinfo(path, inside)
                    # The same bytes each time, whatever was copied when.
                    entry.mtime = 0
                    # Of two names of one file, each is packed: the other may be among the large files.
                    if entry.islnk():
                        entry.type, entry.size = tarfile.REGTYPE, os.path.getsize(path)
                    if entry.isreg():
                        with open(path, "rb") as file:
                            tar.addfile(entry, file)
                    else:
                        tar.addfile(entry)
    parts = [part for inside in large for part in blocks_of(os.path.join(folder, inside))]
    # lzma lets other threads run while it works.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        packed = list(pool.map(lambda part: compress(read(*part), cache), parts))
    packed.append(compress(small.getvalue(), cache))
    index = {
        "blocks": [
            {"path": os.path.relpath(path, folder), "at": at, "size": size, "packed": os.path.getsize(block)}
            for (path, at, size), block in zip(parts, packed)
        ],
        "sums": {inside: sha256(os.path.join(folder, inside)) for inside in large},
        "programs": [inside for inside in large if os.access(os.path.join(folder, inside), os.X_OK)],
    }
    whole = json.dumps(index).encode()
    whole = len(whole).to_bytes(8, "little") + whole
    for block in packed:
        with open(block, "rb") as file:
            whole += file.read()
    count = -(-len(whole) // largest)
    size = -(-len(whole) // count)
    for old in glob.glob(os.path.join(out, "piece-[0-9][0-9]")):
        os.remove(old)
    pieces = {}
    for number in range(count):
        name = f"piece-{number:02}"
        piece = whole[number * size : (number + 1) * size]
        pieces[name] = hashlib.sha256(piece).hexdigest()
        with open(os.path.join(out, name), "wb") as file:
            file.write(piece)
    with open(os.path.join(out, "pieces.json"), "w") as file:
        json.dump(pieces, file, indent=1)
    names = [os.path.relpath(path, folder) for path, _, _ in parts] + ["all small files"]
    for name, block in zip(names, packed):
        print(f"{os.path.getsize(block):>12,}  {name}", file=sys.stderr)
    print(f"{count} pieces of {size:,} bytes in {out}")


main(*sys.argv[1:4], *map(int, sys.argv[4:5]))

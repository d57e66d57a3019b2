"""On the machine with the GPU: puts the pieces of `make-kit.mjs` together, finds CUDA's libraries, and runs the check.

Usage: python3 unpack.py PIECES KIT [FLAG...]
  PIECES  the folder of piece-00, piece-01, …, pieces.json and this file
  KIT     a new folder on a disk with 2 GB free, or one that an earlier call filled
  FLAG    flags of check.mjs, such as --out check.json; this Python is the one that PyTorch is timed in

Without flags it only unpacks, and says what was found. Afterwards KIT/environment.json has what a process needs:
  KIT/bin/node KIT/app/tools/gpu/check.mjs --environment KIT/environment.json --python python3 …
"""

# cspell:words execv
import concurrent.futures
import hashlib
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import time

from find_libraries import link_libraries

MAPPED = 2**24


def joined(pieces):
    """All pieces, one after the other, each compared with its checksum."""
    with open(os.path.join(pieces, "pieces.json")) as file:
        sums = json.load(file)
    whole = bytearray()
    for name, wanted in sums.items():
        path = os.path.join(pieces, name)
        if not os.path.exists(path):
            raise SystemExit(f"unpack: {name} did not arrive: {pieces} must hold {', '.join(sums)}")
        with open(path, "rb") as file:
            piece = file.read()
        if hashlib.sha256(piece).hexdigest() != wanted:
            raise SystemExit(f"unpack: {name} is damaged; copy it again")
        whole += piece
    return memoryview(whole)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(MAPPED):
            digest.update(chunk)
    return digest.hexdigest()


def unpack(pieces, kit):
    whole = joined(pieces)
    length = int.from_bytes(whole[:8], "little")
    index = json.loads(bytes(whole[8 : 8 + length]))
    at = 8 + length
    blocks = []
    for block in index["blocks"]:
        blocks.append((block, whole[at : at + block["packed"]]))
        at += block["packed"]
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(whole[at:]))) as tar:
        tar.extractall(kit, **({"filter": "tar"} if hasattr(tarfile, "tar_filter") else {}))
    for path in index["sums"]:
        os.makedirs(os.path.dirname(os.path.join(kit, path)), exist_ok=True)
        open(os.path.join(kit, path), "wb").close()

    def put(job):
        block, packed = job
        with open(os.path.join(kit, block["path"]), "r+b") as file:
            file.seek(block["at"])
            file.write(lzma.decompress(packed))

    # lzma lets other threads run while it works.
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(put, blocks))
    for path, wanted in index["sums"].items():
        if sha256(os.path.join(kit, path)) != wanted:
            raise SystemExit(f"unpack: {path} is damaged; is the disk full?")
    for path in index["programs"]:
        os.chmod(os.path.join(kit, path), 0o755)


def main(pieces, kit, *flags):
    kit = os.path.abspath(kit)
    done = os.path.join(kit, "unpacked")
    if not os.path.exists(done):
        began = time.monotonic()
        os.makedirs(kit, exist_ok=True)
        unpack(pieces, kit)
        open(done, "w").close()
        print(f"unpacked in {time.monotonic() - began:.1f} s", flush=True)
    found, path = link_libraries(kit)
    environment = {
        "LD_LIBRARY_PATH": path,
        "JSSL_CACHE": os.path.join(kit, "cache"),
        # Of kernels that the driver compiles: the next process finds them.
        "CUDA_CACHE_PATH": os.path.join(kit, "compute-cache"),
        "CUDA_CACHE_MAXSIZE": "4294967296",
    }
    probe = [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "find_libraries.py")]
    # A library that crashes as it is opened takes a process of its own with it.
    said = subprocess.run(probe, env={**os.environ, **environment}, capture_output=True, text=True)
    opened = json.loads(said.stdout) if said.returncode == 0 else {"error": said.stderr, "status": said.returncode}
    with open(os.path.join(kit, "environment.json"), "w") as file:
        json.dump(environment, file, indent=1)
    with open(os.path.join(kit, "libraries.json"), "w") as file:
        json.dump({"found": found, "opened": opened}, file, indent=1)
    for title, rows in (("found", found), ("opened", opened)):
        for name, what in rows.items():
            print(f"{title}  {name}: {what}", flush=True)
    if flags:
        node, check = os.path.join(kit, "bin", "node"), os.path.join(kit, "app", "tools", "gpu", "check.mjs")
        own = ["--environment", os.path.join(kit, "environment.json"), "--python", sys.executable]
        os.execv(node, [node, check, *own, *flags])


if __name__ == "__main__":
    main(*sys.argv[1:])

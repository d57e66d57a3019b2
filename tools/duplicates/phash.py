"""Perceptual hashes of images by the library imagehash: a line of 64 bits in hexadecimal for each path of the input."""

import sys

import imagehash
from PIL import Image

for line in sys.stdin:
    with Image.open(line.rstrip("\n")) as image:
        print(imagehash.phash(image.convert("RGB")), flush=True)

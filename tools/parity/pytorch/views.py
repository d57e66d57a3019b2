"""Random views of gray images on tensors, with torchvision's distributions, written from their definitions.

RandomResizedCrop(scale 0.08-1, ratio 3/4-4/3), RandomHorizontalFlip(0.5), ColorJitter(0.4, 0.4, 0.4, 0.1) with
probability 0.8, RandomGrayscale(0.2), as arXiv 2202.12921's code. Saturation, hue and grayscale leave an image of one
channel as it is, so brightness and contrast, in random order, are all of the color.
"""

import math
import random

import torch
import torch.nn.functional as F
from torch import Tensor

from images import Images


def random_views(images: Tensor, of: Images) -> Tensor:
    """One view of each image [N, 1, H, W] in [0, 1], normalized; from the generators of `random`."""
    return of.normalize(torch.stack([random_view(image) for image in images]))


def random_view(image: Tensor) -> Tensor:
    """A view of one image [1, H, W]."""
    height, width = image.shape[1:]
    top, left, crop_height, crop_width = random_box(height, width)
    crop = image[:, top : top + crop_height, left : left + crop_width]
    view = F.interpolate(crop[None], (height, width), mode="bilinear", antialias=True)[0]
    if random.random() < 0.5:
        view = view.flip(2)
    if random.random() < 0.8:
        operations = [adjust_brightness, adjust_contrast]
        random.shuffle(operations)
        for operation in operations:
            view = operation(view, random.uniform(0.6, 1.4))
    return view


def random_box(height: int, width: int) -> tuple[int, int, int, int]:
    """Top, left, height and width of a crop: ten tries, else the largest one of an allowed ratio in the middle."""
    for _ in range(10):
        area = height * width * random.uniform(0.08, 1)
        ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
        crop_height, crop_width = round(math.sqrt(area / ratio)), round(math.sqrt(area * ratio))
        if 0 < crop_height <= height and 0 < crop_width <= width:
            return (
                random.randint(0, height - crop_height),
                random.randint(0, width - crop_width),
                crop_height,
                crop_width,
            )
    crop_height, crop_width = min(height, round(width / (3 / 4))), min(width, round(height * 4 / 3))
    return (height - crop_height) // 2, (width - crop_width) // 2, crop_height, crop_width


def adjust_brightness(image: Tensor, factor: float) -> Tensor:
    return (factor * image).clamp(0, 1)


def adjust_contrast(image: Tensor, factor: float) -> Tensor:
    return (factor * image + (1 - factor) * image.mean()).clamp(0, 1)

"""The encoder: ResNet-18 for small images with two projection heads.

Parameters have torchvision's names (`layer1.0.conv1.weight`), those of the heads `head_p.0.weight` and so on:
the names under which JSSL writes them.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn


class BasicBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut (arXiv 1512.03385, Figure 5, left)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = (
            None
            if stride == 1 and inputs == outputs
            else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
        )

    def forward(self, x: Tensor) -> Tensor:
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Encoder(nn.Module):
    """Four stages of two blocks behind a 3x3 convolution, no max-pool; heads F -> 512 -> D.

    Images [N, C, H, W] become the feature f [N, F] and the embeddings p and n [N, D], all L2-normalized
    (arXiv 2202.12921). F is 8 * width.
    """

    def __init__(self, channels: int, width: int, embedding_size: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.layer1 = nn.Sequential(BasicBlock(width, width, 1), BasicBlock(width, width, 1))
        self.layer2 = nn.Sequential(BasicBlock(width, 2 * width, 2), BasicBlock(2 * width, 2 * width, 1))
        self.layer3 = nn.Sequential(BasicBlock(2 * width, 4 * width, 2), BasicBlock(4 * width, 4 * width, 1))
        self.layer4 = nn.Sequential(BasicBlock(4 * width, 8 * width, 2), BasicBlock(8 * width, 8 * width, 1))
        self.head_p = head(8 * width, embedding_size)
        self.head_n = head(8 * width, embedding_size)
        # As torchvision's ResNet; the linear layers keep PyTorch's default.
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def raw_feature(self, images: Tensor) -> Tensor:
        x = F.relu(self.bn1(self.conv1(images)))
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3))

    def feature(self, images: Tensor) -> Tensor:
        return F.normalize(self.raw_feature(images), dim=1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        raw = self.raw_feature(images)
        return F.normalize(self.head_p(raw), dim=1), F.normalize(self.head_n(raw), dim=1)


def head(features: int, embedding_size: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(features, 512, bias=False), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, embedding_size)
    )


def load_weights(encoder: Encoder, file: Path) -> None:
    """Takes over the weights and running statistics that JSSL wrote, every one of them."""
    missing, unexpected = encoder.load_state_dict(load_file(file), strict=False)
    # Counters, which play no part when batch norm has a momentum.
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise ValueError(
            f"load_weights: {file.name} must hold this encoder's tensors, got {missing} missing and {unexpected} "
            "unexpected; run again with --again"
        )

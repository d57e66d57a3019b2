"""PyTorch's side of a benchmark: prepares a case, then runs it once for each line on standard input.

Usage: python torch_worker.py CASE_JSON ROW    (torch 2.9.1, torchvision 0.24.1)
ROW is torch-f32 or torch-bf16; with "device": "cuda" in the case also torch-tf32, and torch-f32 is without TF32. Each run answers {"ms": ...}; the end of input {"peakMB": ...}.
"""
import json, resource, sys, time

import torch
import torch.nn.functional as F
from torch import nn
from torchvision import models

case, row = json.loads(sys.argv[1]), sys.argv[2]
bf16 = row == "torch-bf16"
device = case.get("device", "cpu")
if device == "cuda":
    torch.set_default_device(device)
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = row != "torch-f32"
torch.manual_seed(0)


class Encoder(nn.Module):
    """ResNet with the 3x3 stem and two heads, as arXiv 2202.12921's code."""

    def __init__(self, depth, width=64, dimension=128):
        super().__init__()
        block = models.resnet.BasicBlock if depth < 50 else models.resnet.Bottleneck
        layers = {18: [2, 2, 2, 2], 50: [3, 4, 6, 3]}[depth]
        net = models.ResNet(block, layers) if width == 64 else NarrowResNet(block, layers, width)
        features = net.fc.in_features
        net.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        net.maxpool = net.fc = nn.Identity()
        self.net = net
        self.p, self.n = (
            nn.Sequential(
                nn.Linear(features, 512, bias=False), nn.BatchNorm1d(512), nn.ReLU(True), nn.Linear(512, dimension)
            )
            for _ in range(2)
        )

    def feature(self, x):
        with torch.autocast(device, torch.bfloat16, enabled=bf16):
            f = self.net(x)
        return f.float()

    def forward(self, x):
        f = self.feature(x)
        return F.normalize(self.p(f), dim=1), F.normalize(self.n(f), dim=1)


class NarrowResNet(models.ResNet):
    """torchvision's ResNet with other base channels than 64."""

    def __init__(self, block, layers, width):
        super().__init__(block, layers)
        self.bn1 = nn.BatchNorm2d(width)
        self.inplanes = width
        for at, blocks in enumerate(layers):
            stride = 1 if at == 0 else 2
            setattr(self, f"layer{at + 1}", self._make_layer(block, width * 2**at, blocks, stride))
        self.fc = nn.Linear(width * 8 * block.expansion, 1)


def unit(rows, columns):
    return F.normalize(torch.randn(rows, columns), dim=1)


def loss_of(p, n, key_p, key_n, queue_p, queue_n, temperature=0.5):
    def logits(query, key, queue):
        return torch.cat([(query * key).sum(1, keepdim=True), query @ queue.T], 1)

    cos_p, cos_n = logits(p, key_p, queue_p), logits(n, key_n, queue_n)
    s = 1 + cos_p
    target = torch.zeros(len(p), dtype=torch.long)
    terms = (s / (s + 2 - 2 * cos_n), cos_p, cos_n)
    return sum(w * F.cross_entropy(t / temperature, target) for w, t in zip((0.8, 0.1, 0.1), terms))


def images(batch, size):
    return torch.rand(batch, 3, size, size).mul_(2).sub_(1).contiguous(memory_format=torch.channels_last)


def step(depth, size, batch, queue, width=64, **_):
    query, key = Encoder(depth, width), Encoder(depth, width)
    key.load_state_dict(query.state_dict())
    key.requires_grad_(False)
    query, key = (e.to(memory_format=torch.channels_last) for e in (query, key))
    adam = torch.optim.Adam(query.parameters(), lr=1e-3, weight_decay=1e-6)
    queues = [unit(queue, 128), unit(queue, 128)]
    first, second = images(batch, size), images(batch, size)
    parameters, keys = list(query.parameters()), list(key.parameters())
    pointer = 0

    def run():
        nonlocal pointer
        order = torch.randperm(batch)
        back = torch.argsort(order)
        with torch.no_grad():
            key_p, key_n = (k[back] for k in key(second[order]))
        p, n = query(first)
        loss = loss_of(p, n, key_p, key_n, *queues)
        adam.zero_grad()
        loss.backward()
        adam.step()
        with torch.no_grad():
            torch._foreach_lerp_(keys, parameters, 1 - 0.999)
            for ring, rows in zip(queues, (key_p, key_n)):
                ring[pointer : pointer + batch] = rows
            pointer = (pointer + batch) % queue
        loss.item()

    return run


def embed(depth, size, batch, **_):
    encoder = Encoder(depth).to(memory_format=torch.channels_last).eval()
    x = images(batch, size)

    def run():
        with torch.inference_mode():
            F.normalize(encoder.feature(x), dim=1)

    return run


def views(size, batch, **_):
    from PIL import Image
    from torch.utils.data import DataLoader, Dataset
    from torchvision import transforms as T

    view = T.Compose(
        [
            T.RandomResizedCrop(size),
            T.RandomHorizontalFlip(),
            T.RandomApply([T.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
            T.RandomGrayscale(0.2),
            T.ToTensor(),
            T.Normalize([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]),
        ]
    )
    pixels = torch.randint(0, 256, (batch, size, size, 3), dtype=torch.uint8).numpy()

    class Pairs(Dataset):
        def __len__(self):
            return batch * 1_000_000

        def __getitem__(self, index):
            image = Image.fromarray(pixels[index % batch])
            return view(image), view(image)

    # As training does it: a process for each core, which makes batches ahead of their use.
    loader = iter(DataLoader(Pairs(), batch_size=batch, num_workers=2, prefetch_factor=2))

    def run():
        next(loader)

    def drain():
        for _ in range(8):
            next(loader)

    run.before = drain  # what was made while the other peer ran
    return run


def knn(queries, bank, features, k, classes, **_):
    keys, rows = unit(bank, features), unit(queries, features)
    labels = torch.randint(0, classes, (bank,))

    def run():
        guesses = []
        for chunk in rows.split(512):
            similarity, neighbors = (chunk @ keys.T).topk(k)
            votes = torch.zeros(len(chunk), classes)
            votes.scatter_add_(1, labels[neighbors], (similarity / 0.1).exp())
            guesses.append(votes.argsort(dim=1, descending=True)[:, :5])
        return torch.cat(guesses)

    return run


def loss(batch, dimension, queue, **_):
    p, n = (unit(batch, dimension).requires_grad_() for _ in range(2))
    key_p, key_n, queue_p, queue_n = (unit(m, dimension) for m in (batch, batch, queue, queue))

    def run():
        p.grad = n.grad = None
        loss_of(p, n, key_p, key_n, queue_p, queue_n).backward()

    return run


run = {"step": step, "embed": embed, "views": views, "knn": knn, "loss": loss}[case["kind"]](**case)
repeat = case.get("repeat", 1)
print(json.dumps({"ready": f"PyTorch {torch.__version__}"}), flush=True)
for _ in sys.stdin:
    getattr(run, "before", lambda: None)()
    began = time.perf_counter()
    for _ in range(repeat):
        run()
    if device == "cuda":
        torch.cuda.synchronize()
    print(json.dumps({"ms": (time.perf_counter() - began) * 1000 / repeat}), flush=True)
peak = {"peakMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
if device == "cuda":
    peak["peakGpuMB"] = torch.cuda.max_memory_reserved() / 2**20
print(json.dumps(peak), flush=True)

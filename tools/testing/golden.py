"""Reference vectors for JSSL, computed with PyTorch/torchvision in float64.

Usage: python golden.py OUT_DIR SALT [float64 | float32 | float32-channels-last | tf32 | bf16] [SIZES]   (torch 2.9.1, torchvision 0.24.1)
In the others than float64 it makes what PyTorch itself makes of the vectors, for golden-scatter.mjs: never vectors to test
against. tf32 and bf16 are encoder.json alone: float32 with products and convolutions of inputs rounded as a GPU rounds them.
SIZES is `default`, or `odd`: images with odd sides, other batches, banks and queues.
Every array is either given in full or made by `fill`, so any language can remake it:
  h = (fnv1a32(utf8(SALT + "/" + name)) + i * 2654435761) mod 2^32, then the murmur3 32-bit finalizer,
  value = (h / 2^32 * 2 - 1) * scale + offset, for flat row-major index i.
"""
import json, math, sys, os
import torch, torch.nn as nn, torch.nn.functional as F
import numpy as np
from torchvision.models.resnet import resnet18, resnet50
import torchvision.transforms.v2.functional as TF

torch.set_num_threads(1)
OUT, SALT, PRECISION, SIZES = (sys.argv[1:] + ["float64", "default"][len(sys.argv) - 3:])[:4]
SIZES = {
    "default": {"moco": [(4, 6, 8, 0.5, True), (3, 5, 7, 0.06, True), (32, 128, 512, 0.1, False)],
        "simclr": [(3, 5, 0.1, 0.2, True), (16, 128, 0.5, 0.2, False)], "encoder": (4, 3, 32, 32), "trace": {"B": 8, "S": 16, "M": 32},
        "knn": [(200, 30, 16, 7, 20, 0.1), (50, 10, 8, 12, 50, 0.5)]},
    "odd": {"moco": [(1, 3, 1, 0.5, True), (5, 7, 9, 0.06, True), (29, 65, 333, 0.1, False)],
        "simclr": [(2, 3, 0.1, 0.2, True), (13, 65, 0.5, 0.2, False)], "encoder": (5, 3, 29, 23), "trace": {"B": 6, "S": 17, "M": 30},
        "knn": [(131, 23, 17, 5, 19, 0.1), (37, 11, 9, 13, 37, 0.5)]},
}[SIZES]
torch.set_default_dtype(torch.float64 if PRECISION == "float64" else torch.float32)

def fnv1a(s):
    h = 0x811C9DC5
    for b in s.encode():
        h = ((h ^ b) * 0x01000193) & 0xFFFFFFFF
    return h

def fill(name, shape, scale=1.0, offset=0.0):
    n = int(np.prod(shape))
    h = (np.uint64(fnv1a(SALT + "/" + name)) + np.arange(n, dtype=np.uint64) * np.uint64(2654435761)) & np.uint64(0xFFFFFFFF)
    M = np.uint64(0xFFFFFFFF)
    h ^= h >> np.uint64(16); h = (h * np.uint64(0x85EBCA6B)) & M
    h ^= h >> np.uint64(13); h = (h * np.uint64(0xC2B2AE35)) & M
    h ^= h >> np.uint64(16)
    v = (h.astype(np.float64) / 2**32 * 2 - 1) * scale + offset
    t = torch.from_numpy(v.reshape(shape)).to(torch.get_default_dtype())
    return t.to(memory_format=torch.channels_last) if PRECISION.endswith("channels-last") and t.dim() == 4 else t

def unit(name, n, d):
    return F.normalize(fill(name, (n, d)), dim=-1)

def lst(t):
    return t.detach().tolist() if torch.is_tensor(t) else t

def save(name, obj):
    os.makedirs(OUT, exist_ok=True)
    with open(os.path.join(OUT, name + ".json"), "w") as f:
        json.dump({"salt": SALT, **obj}, f, separators=(",", ":"))
    print(name, os.path.getsize(os.path.join(OUT, name + ".json")))

# ---- what a GPU rounds ------------------------------------------------------------------------
def rounded(x, bits):
    """Rounded to so many bits of fraction, to the nearest, ties to even; None leaves it as it is."""
    if bits is None: return x
    drop = 23 - bits
    i = x.contiguous().view(torch.int32)
    return ((i + (2 ** (drop - 1) - 1) + ((i >> drop) & 1)) & -(2**drop)).view(torch.float32)

class Product(torch.autograd.Function):
    """A product or convolution of rounded inputs, its gradients as well; with bfloat16, the results too."""
    @staticmethod
    def forward(ctx, x, w, op, bits, out):
        x, w = rounded(x, bits), rounded(w, bits)
        ctx.save_for_backward(x, w); ctx.op, ctx.bits, ctx.out = op, bits, out
        return rounded(op(x, w), out)
    @staticmethod
    def backward(ctx, g):
        x, w = (t.detach().requires_grad_() for t in ctx.saved_tensors)
        with torch.enable_grad():
            gx, gw = torch.autograd.grad(ctx.op(x, w), (x, w), rounded(g, ctx.bits))
        return rounded(gx, ctx.out), gw, None, None, None

class Stored(torch.autograd.Function):
    """A feature map in memory, and its gradient."""
    @staticmethod
    def forward(ctx, x): return rounded(x, 7)
    @staticmethod
    def backward(ctx, g): return rounded(g, 7)

if PRECISION in ("tf32", "bf16"):
    BITS, MAPS = {"tf32": (10, None), "bf16": (7, 7)}[PRECISION]
    nn.Conv2d._conv_forward = lambda self, x, w, b: Product.apply(x, w, lambda x, w: F.conv2d(x, w, None, self.stride, self.padding), BITS, MAPS)
    # The heads stay float32, which a GPU multiplies as TF32.
    nn.Linear.forward = lambda self, x: Product.apply(x, self.weight, F.linear, 10, None) + (0 if self.bias is None else self.bias)
    if PRECISION == "bf16":
        for layer in (nn.BatchNorm2d, nn.ReLU):
            plain = layer.forward
            layer.forward = lambda self, x, plain=plain: Stored.apply(plain(self, x)) if x.dim() == 4 else plain(self, x)

# ---- losses --------------------------------------------------------------------------------
def jaccard(cp, cn):
    s, d = 1 + cp, 2 - 2 * cn
    return s / (s + d)

def ce0(logits, tau):
    return F.cross_entropy(logits / tau, torch.zeros(logits.shape[0], dtype=torch.long))

def moco_jaccard(qp, kp, qn, kn, Qp, Qn, tau, w=(0.8, 0.1, 0.1)):
    pos_p, pos_n = (qp * kp).sum(-1, keepdim=True), (qn * kn).sum(-1, keepdim=True)
    neg_p, neg_n = qp @ Qp.T, qn @ Qn.T
    lp, ln = torch.cat([pos_p, neg_p], 1), torch.cat([pos_n, neg_n], 1)
    lj = jaccard(lp, ln)
    t = [ce0(lj, tau), ce0(lp, tau), ce0(ln, tau)]
    return lj, t, w[0] * t[0] + w[1] * t[1] + w[2] * t[2]

def simclr_terms(m, tau):
    """mean over 2B rows of -log(exp(pos/tau) / sum_{j != i} exp(m_ij/tau)), rows i and i+B are positives"""
    n = m.shape[0]; b = n // 2
    pos = torch.cat([torch.diagonal(m, b), torch.diagonal(m, -b)])
    m = m.masked_fill(torch.eye(n, dtype=torch.bool), -math.inf)
    return (torch.logsumexp(m / tau, 1) - pos / tau).mean()

def simclr_jaccard(p, n, tau, tau_n, w=(0.8, 0.1, 0.1)):
    cp, cn = p @ p.T, n @ n.T
    t = [simclr_terms(jaccard(cp, cn), tau), simclr_terms(cp, tau), simclr_terms(cn, tau_n)]
    return t, w[0] * t[0] + w[1] * t[1] + w[2] * t[2]

if PRECISION in ("tf32", "bf16"):
    SIZES = {**SIZES, "moco": [], "simclr": []}
cases = []
for (B, D, M, tau, full) in SIZES["moco"]:
    pre = f"moco{B}x{D}x{M}."
    v = [unit(pre + s, n, D) for s, n in (("q_p", B), ("k_p", B), ("q_n", B), ("k_n", B), ("queue_p", M), ("queue_n", M))]
    v[0].requires_grad_(); v[2].requires_grad_()
    lj, t, total = moco_jaccard(*v, tau)
    total.backward()
    c = {"kind": "moco-jaccard", "prefix": pre, "B": B, "D": D, "M": M, "temperature": tau, "weights": [0.8, 0.1, 0.1],
         "loss_j": t[0].item(), "loss_p": t[1].item(), "loss_n": t[2].item(), "loss": total.item(),
         "grad_q_p_row0": lst(v[0].grad[0]), "grad_q_n_row0": lst(v[2].grad[0]),
         "grad_q_p_norm": v[0].grad.norm().item(), "grad_q_n_norm": v[2].grad.norm().item()}
    if full:
        c["inputs"] = dict(zip(["q_p", "k_p", "q_n", "k_n", "queue_p", "queue_n"], map(lst, v)))
        c["jaccard_logits"] = lst(lj)
    # InfoNCE on the same (p only)
    q = v[0].detach().clone().requires_grad_()
    l = ce0(torch.cat([(q * v[1]).sum(-1, keepdim=True), q @ v[4].T], 1), tau); l.backward()
    c["info_nce_p"] = l.item(); c["info_nce_grad_norm"] = q.grad.norm().item()
    cases.append(c)
for (B, D, tau, tau_n, full) in SIZES["simclr"]:
    pre = f"simclr{B}x{D}."
    z = [unit(pre + s, B, D).requires_grad_() for s in ("p1", "p2", "n1", "n2")]
    t, total = simclr_jaccard(torch.cat(z[:2]), torch.cat(z[2:]), tau, tau_n)
    total.backward()
    c = {"kind": "simclr-jaccard", "prefix": pre, "B": B, "D": D, "temperature": tau, "temperature_n": tau_n, "weights": [0.8, 0.1, 0.1],
         "loss_j": t[0].item(), "loss_p": t[1].item(), "loss_n": t[2].item(), "loss": total.item(),
         "grad_p1_row0": lst(z[0].grad[0]), "grad_n2_row0": lst(z[3].grad[0]),
         "nt_xent_p": simclr_terms(torch.cat(z[:2]).detach() @ torch.cat(z[:2]).detach().T, tau).item()}
    if full:
        c["inputs"] = dict(zip(["p1", "p2", "n1", "n2"], map(lst, z)))
    cases.append(c)
if cases:
    save("loss", {"cases": cases})

# ---- encoder -------------------------------------------------------------------------------
class Encoder(nn.Module):
    """torchvision ResNet, 3x3 stride-1 stem, no max-pool, no fc; heads p and n; parameter names as torchvision's, heads head_p.{0,1,3}, head_n.{0,1,3}"""
    def __init__(self, arch, dim=128):
        super().__init__()
        r = {"resnet18": resnet18, "resnet50": resnet50}[arch]()
        r.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False); r.maxpool = nn.Identity(); c = r.fc.in_features; r.fc = nn.Identity()
        self.backbone = r
        head = lambda: nn.Sequential(nn.Linear(c, 512, bias=False), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, dim))
        self.head_p, self.head_n = head(), head()
    def forward(self, x):
        f = self.backbone(x)
        return F.normalize(f, dim=-1), F.normalize(self.head_p(f), dim=-1), F.normalize(self.head_n(f), dim=-1), f

def key(name):
    return name[len("backbone."):] if name.startswith("backbone.") else name

def init(model, tag=""):
    with torch.no_grad():
        for n, p in model.named_parameters():
            k = tag + key(n)
            if p.dim() > 1:
                fan_in = int(np.prod(p.shape[1:])); p.copy_(fill(k, p.shape, math.sqrt(6 / fan_in)))
            elif n.endswith("weight"):
                p.copy_(fill(k, p.shape, 0.1, 1.0))
            else:
                p.copy_(fill(k, p.shape, 0.1))

enc_cases = []
for arch in ("resnet18", "resnet50"):
    m = Encoder(arch); init(m)
    x = fill(arch + ".x", SIZES["encoder"], 1.5)
    m.train(); f, p, n, raw = m(x)
    wf, wp, wn = fill(arch + ".wf", f.shape), fill(arch + ".wp", p.shape), fill(arch + ".wn", n.shape)
    loss = (f * wf).sum() + (p * wp).sum() + (n * wn).sum(); loss.backward()
    g = {key(k): v.grad.norm().item() for k, v in m.named_parameters()}
    bufs = {key(k): [v[:4].tolist(), v.norm().item()] for k, v in m.named_buffers() if k.endswith(("bn1.running_mean", "bn1.running_var")) and k.count(".") <= 2 or k.startswith("head_p.1.running")}
    m.eval()
    with torch.no_grad(): fe, pe, ne, rawe = m(x)
    shapes = {key(k): list(v.shape) for k, v in m.named_parameters()}
    enc_cases.append({"arch": arch, "input": {"name": arch + ".x", "shape_nchw": list(SIZES["encoder"]), "scale": 1.5},
        "parameter_count": sum(v.numel() for v in m.parameters()), "backbone_parameter_count": sum(v.numel() for v in m.backbone.parameters()),
        "parameter_shapes": shapes,
        "train": {"feature_8": lst(f[:, :8]), "p_8": lst(p[:, :8]), "n_8": lst(n[:, :8]), "raw_feature_norm": lst(raw.norm(dim=1)), "loss": loss.item(), "grad_norms": g, "running_stats_after": bufs},
        "eval_after_one_train_forward": {"feature_8": lst(fe[:, :8]), "p_8": lst(pe[:, :8]), "n_8": lst(ne[:, :8]), "raw_feature_norm": lst(rawe.norm(dim=1))}})
save("encoder", {"init": "dim>1: fill(name, shape, sqrt(6/fan_in)) with fan_in = product of all but the first dimension (OIHW or out,in order); 1-d *.weight: fill(name, shape, 0.1, 1.0); 1-d bias: fill(name, shape, 0.1). BatchNorm eps 1e-5, momentum 0.1, running_var starts 1, unbiased variance in running_var as PyTorch", "loss": "sum(feature*fill(arch.wf)) + sum(p*fill(arch.wp)) + sum(n*fill(arch.wn))", "cases": enc_cases})

if PRECISION in ("tf32", "bf16"):
    sys.exit()

# ---- MoCo-Jaccard training trace -------------------------------------------------------------
def trace(steps=6, B=8, S=16, M=32, tau=0.5, mom=0.99):
    q, k = Encoder("resnet18"), Encoder("resnet18"); init(q); init(k)
    for a, b in zip(q.parameters(), k.parameters()): b.data.copy_(a.data); b.requires_grad_(False)
    opt = torch.optim.Adam(q.parameters(), lr=1e-3, weight_decay=1e-6)
    Qp, Qn = unit("trace.queue_p", M, 128), unit("trace.queue_n", M, 128)
    rows = []
    for t in range(steps):
        xq, xk = fill(f"trace.xq{t}", (B, 3, S, S), 1.5), fill(f"trace.xk{t}", (B, 3, S, S), 1.5)
        xk = 0.7 * xq + 0.3 * xk
        perm = torch.argsort(fill(f"trace.perm{t}", (B,)))
        q.train(); k.train()
        _, qp, qn, _ = q(xq)
        with torch.no_grad():
            _, kp, kn, _ = k(xk[perm]); inv = torch.argsort(perm); kp, kn = kp[inv], kn[inv]
        _, tms, loss = moco_jaccard(qp, kp, qn, kn, Qp, Qn, tau)
        opt.zero_grad(); loss.backward(); opt.step()
        with torch.no_grad():
            for a, b in zip(q.parameters(), k.parameters()): b.mul_(mom).add_(a, alpha=1 - mom)
        Qp, Qn = torch.cat([Qp, kp])[B:], torch.cat([Qn, kn])[B:]
        rows.append({"loss": loss.item(), "loss_j": tms[0].item(), "loss_p": tms[1].item(), "loss_n": tms[2].item(), "permutation": perm.tolist(),
            "q_conv1_norm": q.backbone.conv1.weight.norm().item(), "k_conv1_norm": k.backbone.conv1.weight.norm().item(),
            "k_param_norm": math.sqrt(sum((p ** 2).sum().item() for p in k.parameters())), "queue_p_head": lst(Qp[-1][:4]), "queue_p_oldest": lst(Qp[0][:4])})
    q.eval()
    with torch.no_grad(): f = q(fill("trace.probe", (4, 3, S, S), 1.5))[0]
    return {"arch": "resnet18", "B": B, "S": S, "M": M, "temperature": tau, "momentum": mom, "lr": 1e-3, "weight_decay": 1e-6, "optimizer": "Adam, L2 weight decay added to the gradient, betas 0.9 0.999, eps 1e-8",
        "inputs": "step t: x_q = fill('trace.xq{t}', NCHW, 1.5); x_k = 0.7*x_q + 0.3*fill('trace.xk{t}', NCHW, 1.5); key batch is encoded in the order of permutation and put back", "queues": "rows fill('trace.queue_p'|'trace.queue_n', [M,128]) L2-normalized; oldest first, new keys appended at the end",
        "key_batchnorm": "key encoder runs in training mode (batch statistics) and keeps its own running statistics; only parameters follow the momentum update, after the optimizer step", "steps": rows, "eval_feature_8_after": lst(f[:, :8])}
save("moco_trace", trace(**SIZES["trace"]))

# ---- weighted kNN ----------------------------------------------------------------------------
kn = []
for (N, Qn, D, C, K, tau) in SIZES["knn"]:
    pre = f"knn{N}."
    bank, q = unit(pre + "bank", N, D), unit(pre + "query", Qn, D)
    lab = ((fill(pre + "labels", (N,)) + 1) / 2 * C).floor().long().clamp(max=C - 1)
    tgt = ((fill(pre + "targets", (Qn,)) + 1) / 2 * C).floor().long().clamp(max=C - 1)
    w, i = (q @ bank.T).topk(K, dim=-1)
    w = (w / tau).exp(); sc = torch.zeros(Qn, C).scatter_add_(1, lab[i], w)
    order = sc.argsort(dim=-1, descending=True)
    kn.append({"prefix": pre, "N": N, "queries": Qn, "D": D, "classes": C, "k": K, "temperature": tau, "labels": lab.tolist(), "targets": tgt.tolist(), "scores": lst(sc),
        "top1": (order[:, 0] == tgt).double().mean().item(), "top5": (order[:, :5] == tgt[:, None]).any(1).double().mean().item()})
save("knn", {"cases": kn})

# ---- linear probe ----------------------------------------------------------------------------
W, b = fill("probe.weight", (5, 16), 0.2).requires_grad_(), fill("probe.bias", (5,), 0.1).requires_grad_()
opt = torch.optim.Adam([W, b], lr=1e-3, weight_decay=1e-6); ls = []
lab = ((fill("probe.labels", (64,)) + 1) / 2 * 5).floor().long(); X = fill("probe.x", (64, 16), 2.0)
for t in range(20):
    j = slice((t % 4) * 16, (t % 4) * 16 + 16)
    l = F.cross_entropy(X[j] @ W.T + b, lab[j]); opt.zero_grad(); l.backward(); opt.step(); ls.append(l.item())
save("linear_probe", {"x": "fill('probe.x',[64,16],2)", "labels": lab.tolist(), "weight": "fill('probe.weight',[5,16],0.2) (out,in)", "bias": "fill('probe.bias',[5],0.1)", "batch": "rows 16*(t mod 4) ... +16 at step t", "lr": 1e-3, "weight_decay": 1e-6, "losses": ls, "final_weight_row0": lst(W[0]), "final_bias": lst(b)})

# ---- augmentation operations -------------------------------------------------------------------
img = ((fill("augment.image", (3, 20, 28)) + 1) / 2 * 255).floor().clamp(max=255)
yy, xx = torch.meshgrid(torch.arange(20.0), torch.arange(28.0), indexing="ij")
img = (0.35 * img + 0.65 * torch.stack([yy / 19, xx / 27, (yy + xx) / 46]) * 255).floor()
x = img.to(torch.float32) / 255
ops = {}
def op(name, args, y): ops[name] = {"args": args, "output_hwc": [[[round(float(v), 6) for v in px] for px in row] for row in y.permute(1, 2, 0).tolist()]}
for f_ in (0.6, 1.4): op(f"brightness_{f_}", {"factor": f_}, TF.adjust_brightness(x, f_)); op(f"contrast_{f_}", {"factor": f_}, TF.adjust_contrast(x, f_)); op(f"saturation_{f_}", {"factor": f_}, TF.adjust_saturation(x, f_))
for f_ in (-0.1, 0.07): op(f"hue_{f_}", {"factor": f_}, TF.adjust_hue(x, f_))
op("grayscale", {}, TF.rgb_to_grayscale(x, num_output_channels=3))
op("hflip", {}, TF.horizontal_flip(x))
op("solarize_0.5", {"threshold": 0.5}, TF.solarize(x, 0.5))
op("gaussian_blur_k5_s1.1", {"kernel": 5, "sigma": 1.1}, TF.gaussian_blur(x, [5, 5], [1.1, 1.1]))
for (t_, l_, h_, w_, o_) in [(3, 5, 9, 11, 16), (0, 0, 20, 28, 12), (2, 1, 17, 24, 8), (5, 9, 15, 19, 20)]:
    op(f"resized_crop_{t_}_{l_}_{h_}_{w_}_{o_}", {"top": t_, "left": l_, "height": h_, "width": w_, "size": o_}, TF.resized_crop(x, t_, l_, h_, w_, [o_, o_], antialias=True))
op("normalize", {"mean": [0.4914, 0.4822, 0.4465], "std": [0.2023, 0.1994, 0.2010]}, TF.normalize(x, [0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]))
save("augment", {"image_uint8_hwc": img.permute(1, 2, 0).to(torch.int64).tolist(), "input": "image / 255, float32, RGB", "resized_crop": "bilinear, antialias on (PIL and torchvision semantics, edges clamped to the crop)", "ops": ops})

"""How far one set of golden vectors is from another: what float32 alone does to them.

Usage: python golden.py F64 SALT; python golden.py F32 SALT float32; python compare_golden.py F64 F32
"""
import json, sys
from pathlib import Path


def read(folder, name):
    return json.loads((Path(folder) / f"{name}.json").read_text())


def largest(a, b):
    return max(abs(x - y) for row, other in zip(a, b) for x, y in zip(row, other))


exact, other = sys.argv[1:3]
for one, two in zip(read(exact, "encoder")["cases"], read(other, "encoder")["cases"]):
    norms, others = one["train"]["grad_norms"], two["train"]["grad_norms"]
    difference, name = max((abs(others[n] / norms[n] - 1), n) for n in norms)
    feature = largest(one["train"]["feature_8"], two["train"]["feature_8"])
    print(f"{one['arch']}: feature {feature:.0e}, gradient norms {difference:.1e} ({name})")

one, two = read(exact, "moco_trace"), read(other, "moco_trace")
for term in ("loss", "loss_j", "loss_p", "loss_n"):
    steps = [abs(b[term] / a[term] - 1) for a, b in zip(one["steps"], two["steps"])]
    print(f"moco_trace {term} by step:", " ".join(f"{step:.0e}" for step in steps))
print(f"moco_trace feature after: {largest(one['eval_feature_8_after'], two['eval_feature_8_after']):.0e}")

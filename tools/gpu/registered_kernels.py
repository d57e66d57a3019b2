"""Writes which kernels TensorFlow's GPU build has for a GPU, for a test that needs none.

Usage: JSSL_CACHE=FOLDER npx jssl engine install --gpu --yes
       python3 tools/gpu/registered_kernels.py FOLDER/engine/NAME > tools/gpu/kernels.json

The list has a line for each op: its inputs and outputs as [name, attribute of the type or type, attribute of the
number in a list], and its kernels for float32, int32, bool, bfloat16 and resource variables, with the arguments that
they keep in the memory of the host.
"""
import ctypes
import json
import sys
from os.path import join

TYPES = {1: "float32", 3: "int32", 10: "bool", 14: "bfloat16", 20: "resource"}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """The fields of a message of protocol buffers: (number, value)."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if key & 7 == 2 else ({5: 4, 1: 8}[key & 7], at)
            value = data[at : at + length]
            at += length
        yield key >> 3, value


def all_of(data, number):
    return [value for field, value in fields(data) if field == number]


def text(data, number):
    return (all_of(data, number) or [b""])[0].decode()


def types_of(constraint):
    """The types that an AttrConstraint of a KernelDef allows."""
    for lists in all_of(all_of(constraint, 2)[0], 1):
        for types in all_of(lists, 6):
            at = 0
            while at < len(types):
                number, at = varint(types, at)
                yield number


class Buffer(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("length", ctypes.c_size_t), ("free", ctypes.c_void_p)]


def read(library, name, *arguments):
    function = getattr(library, name)
    function.restype = ctypes.POINTER(Buffer)
    buffer = function(*arguments).contents
    return ctypes.string_at(buffer.data, buffer.length)


def argument(definition):
    """[name, attribute of the type or type, attribute of the number]."""
    fixed = TYPES.get((all_of(definition, 3) or [0])[0], "")
    return [text(definition, 1), text(definition, 4) or fixed, text(definition, 5)]


def main(engine):
    path = join(engine, "tensorflow")
    ctypes.CDLL(join(path, "libtensorflow_framework.so.2"), ctypes.RTLD_GLOBAL)
    library = ctypes.CDLL(join(path, "libtensorflow_cc.so.2"), ctypes.RTLD_GLOBAL)
    library.TF_NewStatus.restype = ctypes.c_void_p
    status = ctypes.c_void_p(library.TF_NewStatus())

    ops = {}
    for kernel in all_of(read(library, "TF_GetAllRegisteredKernels", status), 1):
        # A kernel of any device is named DEFAULT. One with a label is for TensorFlow's own use.
        if text(kernel, 2) not in ("GPU", "DEFAULT") or text(kernel, 5):
            continue
        types = {text(one, 1): list(types_of(one)) for one in all_of(kernel, 3)}
        if any(number not in TYPES for numbers in types.values() for number in numbers):
            continue
        host = sorted(name.decode() for name in all_of(kernel, 4))
        named = {key: [TYPES[number] for number in numbers] for key, numbers in types.items()}
        ops.setdefault(text(kernel, 1), []).append({"types": named, "host": host})

    described = {text(op, 1): op for op in all_of(read(library, "TF_GetAllOpList"), 1)}
    lines = []
    for op, kernels in sorted(ops.items()):
        inputs, outputs = ([argument(one) for one in all_of(described[op], part)] for part in (2, 3))
        unique = sorted({json.dumps(kernel) for kernel in kernels})
        facts = json.dumps({"inputs": inputs, "outputs": outputs})[:-1]
        lines.append(f'{json.dumps(op)}: {facts}, "kernels": [{", ".join(unique)}]}}')
    print("{\n" + ",\n".join(lines) + "\n}")


main(sys.argv[1])

"""Finds the CUDA libraries that TensorFlow 2.19 opens, among those that come with PyTorch for CUDA 12 or 13."""

# cspell:ignoreRegExp /lib[\w-]+\.so/
import ctypes
import glob
import os
import sys

# What TensorFlow opens before it takes a GPU, and the names under which PyTorch's packages have it. cuBLAS 13 has every
# function of cuBLAS 12 that TensorFlow calls. JSSL calls nothing of the last three, so that empty ones will do.
WANTED = {
    "libcublas.so.12": ["libcublas.so.12", "libcublas.so.13"],
    "libcublasLt.so.12": ["libcublasLt.so.12", "libcublasLt.so.13"],
    "libcudnn.so.9": ["libcudnn.so.9"],
    "libcufft.so.11": [],
    "libcusolver.so.11": [],
    "libcusparse.so.12": [],
}
# Opened by the libraries above, from their folders.
ALSO = ["libnvrtc.so.13", "libnvrtc.so.12", "libnvJitLink.so.13", "libnvJitLink.so.12"]
DRIVERS = ["/usr/local/nvidia/lib64", "/usr/local/nvidia/lib", "/usr/lib/wsl/lib"]


def folders():
    """Where pip and NVIDIA's installers put libraries."""
    roots = [os.path.join(path, "nvidia") for path in sys.path]
    try:
        import nvidia

        roots = list(nvidia.__path__) + roots
    except ImportError:
        pass
    for root in roots:
        for pattern in ("*/lib", "*/lib64"):
            yield from sorted(glob.glob(os.path.join(root, pattern)))
    yield from ["/usr/local/cuda/lib64", "/usr/local/cuda/targets/x86_64-linux/lib", "/usr/lib/x86_64-linux-gnu"]


def find(name):
    places = (os.path.join(folder, name) for folder in folders())
    return next((place for place in places if os.path.exists(place)), None)


def link_libraries(kit):
    """
    Fills KIT/links, and returns where each library is and the value of LD_LIBRARY_PATH. KIT/lib, where others can be put
    by hand, comes before what is found, and an empty library of KIT/stubs after it.
    """
    links, own = os.path.join(kit, "links"), os.path.join(kit, "lib")
    os.makedirs(links, exist_ok=True)
    for old in os.listdir(links):
        os.remove(os.path.join(links, old))
    found, path = {}, []
    for name, others in WANTED.items():
        by_hand = os.path.join(own, name)
        real = by_hand if os.path.exists(by_hand) else next(filter(None, map(find, others)), None)
        place = real or os.path.join(kit, "stubs", name)
        found[name] = place if real else "an empty one"
        if real and os.path.basename(real) == "libcudnn.so.9":
            # By its folder: it finds its parts beside itself.
            path.append(os.path.dirname(real))
        else:
            os.symlink(place, os.path.join(links, name))
    path += [links, own]
    reals = [find(name) for name in ["libcublas.so.13", "libcublas.so.12", *ALSO]]
    path += [os.path.dirname(real) for real in reals if real]
    path += [folder for folder in DRIVERS if os.path.exists(os.path.join(folder, "libcuda.so.1"))]
    before = os.environ.get("LD_LIBRARY_PATH")
    path += [before] if before else []
    return found, ":".join(dict.fromkeys(path))


def opening():
    """Run with the new LD_LIBRARY_PATH: what opens, and what the driver says."""
    said = {}
    for name in ["libcuda.so.1", "libcudart.so.12", *WANTED, "libnvidia-ptxjitcompiler.so.1"]:
        try:
            ctypes.CDLL(name)
            said[name] = "opens"
        except OSError as error:
            said[name] = str(error)
    calls = [
        ("libcuda.so.1", "cuInit", ctypes.c_int(0)),
        ("libcuda.so.1", "cuDriverGetVersion", None),
        ("libcudart.so.12", "cudaRuntimeGetVersion", None),
    ]
    for library, function, argument in calls:
        if said[library] == "opens":
            value = ctypes.c_int()
            code = getattr(ctypes.CDLL(library), function)(argument if argument is not None else ctypes.byref(value))
            said[function] = f"status {code}" + ("" if argument is not None else f", {value.value}")
    return said


if __name__ == "__main__":
    import json

    print(json.dumps(opening()))

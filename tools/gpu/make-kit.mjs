/**
 * Packs the check with a GPU for a machine that has an NVIDIA driver and a Python with PyTorch, and nothing else: no
 * Node, no TensorFlow, no network. Needs the built packages, JSSL's GPU engine, a C compiler and Python 3.11, on x86-64
 * Linux. Takes ten minutes on two cores at first, and seconds after a change of JavaScript.
 *
 * Usage: JSSL_CACHE=FOLDER npx jssl engine install --gpu --yes
 *        JSSL_CACHE=FOLDER node tools/gpu/make-kit.mjs [--out .gpu] [--arch 90] [--largest 58000000]
 * `--arch` is the card's compute capability times ten. Writes OUT/pieces, to be moved to the machine piece by piece;
 * OUT/blocks keeps what is compressed, and OUT/kit what is packed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { copyApp } from './copy-app.mjs';

// cspell:words nostdlib soname
// cspell:ignoreRegExp /lib[\w-]+\.so/
const here = fileURLToPath(new URL('.', import.meta.url));
const { values: given } = parseArgs({
  options: {
    out: { type: 'string', default: '.gpu' },
    arch: { type: 'string', default: '90' },
    largest: { type: 'string', default: '58000000' },
  },
});
const out = resolve(given.out);
const kit = join(out, 'kit');

/** Libraries that TensorFlow opens before it takes a GPU; JSSL needs the last three only where PyTorch brings none. */
const stubs = [
  ...['libcufft.so.11', 'libcusolver.so.11', 'libcusparse.so.12'],
  ...['libcudnn.so.9', 'libcublas.so.12', 'libcublasLt.so.12'],
];

const { engineStatus } = await fromPackage('engine', 'engine-folder');
const installed = engineStatus().find(({ gpu, state }) => gpu && state === 'ok');
if (!installed) {
  process.stderr.write(
    "make-kit: the GPU engine is not installed; run 'npx jssl engine install --gpu --yes' with the same JSSL_CACHE\n",
  );
  process.exit(2);
}

rmSync(kit, { recursive: true, force: true });
await copyApp(join(kit, 'app'));
await copyEngine(installed.folder);
copyNode();
makeStubs();
await copyImages();
for (const name of ['unpack.py', 'find_libraries.py'])
  cpSync(join(here, name), join(out, 'pieces', name));
const pack = [join(here, 'pack.py'), kit, join(out, 'pieces'), join(out, 'blocks'), given.largest];
execFileSync('python3', pack, { stdio: 'inherit' });

function shrink(source, target) {
  execFileSync('python3', [join(here, 'shrink_elf.py'), source, target, given.arch], {
    stdio: 'inherit',
  });
}

/** The engine without CUDA's libraries, except its runtime: PyTorch brings the others. */
async function copyEngine(folder) {
  const { id } = (await fromPackage('engine', 'engine-release')).engineRelease({ gpu: true });
  const target = join(kit, 'cache', 'engine', id);
  mkdirSync(join(target, 'tensorflow'), { recursive: true });
  cpSync(join(folder, 'addon'), join(target, 'addon'), { recursive: true });
  // Compiled where the engine has run on a processor: a rehearsal uses them.
  const kernels = join(folder, 'kernels');
  if (existsSync(kernels)) cpSync(kernels, join(target, 'kernels'), { recursive: true });
  // Of the sources, tfjs-node loads the messages of TensorBoard alone.
  const unused =
    /\.(d\.ts|ts|map|md|proto|cc|h)$|_test\.js$|\/tfjs-node-gpu\/(scripts|binding|src\/(?!proto).*)$/;
  cpSync(join(folder, 'js'), join(target, 'js'), {
    recursive: true,
    dereference: true,
    filter: (path) => !unused.test(path),
  });
  for (const library of ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2']) {
    shrink(join(folder, 'tensorflow', library), join(target, 'tensorflow', library));
  }
  const runtime = join(folder, 'nvidia', 'cuda_runtime', 'lib', 'libcudart.so.12');
  cpSync(runtime, join(kit, 'lib', 'libcudart.so.12'), { dereference: true });
  // The manifest has each file's size.
  (await fromPackage('engine', 'engine-folder')).writeManifest(target, { id });
}

function copyNode() {
  const target = join(kit, 'bin', 'node');
  mkdirSync(join(kit, 'bin'), { recursive: true });
  shrink(process.execPath, target);
  execFileSync('chmod', ['+x', target]);
}

function makeStubs() {
  const folder = join(kit, 'stubs');
  mkdirSync(folder, { recursive: true });
  const source = join(folder, 'stub.c');
  writeFileSync(source, 'int jssl_stub = 1;\n');
  for (const name of stubs) {
    const flags = ['-shared', '-fPIC', '-nostdlib', '-s', `-Wl,-soname,${name}`];
    execFileSync(process.env.CC ?? 'cc', [...flags, '-o', join(folder, name), source]);
  }
  rmSync(source);
}

/** The packed images of the demo, downloaded unless they are there. */
async function copyImages() {
  const { openDataset } = await fromPackage('data');
  const cacheFolder = join(out, 'images');
  await openDataset('emoji', { cacheFolder });
  cpSync(join(cacheFolder, 'data'), join(kit, 'cache', 'data'), { recursive: true });
}

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { transformSync } from '@swc/core';

import { enginePaths, writeManifest } from '../install/engine-folder.js';
import { engineRelease } from '../install/engine-release.js';
import { installRemedy } from '../install/install-remedy.js';
import { gpus } from '../machine/gpus.js';

const engine = join(__dirname, '../..');
let compiled: string;
let folder: string;

// The sources as Node runs them: each test needs a process of its own.
beforeAll(() => {
  mkdirSync(join(engine, 'out-tsc'), { recursive: true });
  compiled = mkdtempSync(join(engine, 'out-tsc', 'loaded-'));
  cpSync(join(engine, 'native'), join(compiled, 'native'), { recursive: true });
  const sources = join(engine, 'src');
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((one) => /(?<!\.test)\.ts$/.test(one))) {
    const { code } = transformSync(readFileSync(join(sources, name), 'utf8'), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'nodenext' },
    });
    const target = join(compiled, 'src', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
});
afterAll(() => {
  rmSync(compiled, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-load-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Loads the engine in a process without an installed one, unless a test has put one there. */
function load(
  backend: string | undefined,
  options = '',
  again = '',
  convolution: string | undefined = 'direct',
) {
  const main = join(compiled, 'src', 'load', 'load-engine.js');
  const algorithm = join(compiled, 'src', 'kernels', 'convolution-algorithm.js');
  const script = `
    import { readFileSync } from 'node:fs';
    import module, { createRequire } from 'node:module';
    module._extensions['.node'] = (loaded, file) => {
      if (readFileSync(file, 'utf8').startsWith('damaged')) throw new Error('no library\\nand more');
      loaded.exports = { TF_Version: '9.8.7', instructionSet: process.env.INSTRUCTIONS };
    };
    const require = createRequire(${JSON.stringify(main)});
    Object.defineProperty(globalThis, 'fakeTfjs', { get: () => require('@tensorflow/tfjs-core') });
    const { loadEngine } = await import(${JSON.stringify(main)});
    const { convolutionAlgorithm } = await import(${JSON.stringify(algorithm)});
    try {
      const info = await loadEngine(${options});
      const same = (await loadEngine(${again})) === info;
      const backend = fakeTfjs.getBackend();
      const convolutions = convolutionAlgorithm();
      console.log(JSON.stringify({ ...info, same, backend, ...(info.kernels && { convolutions }) }));
    } catch ({ name, message }) {
      console.log(JSON.stringify({ error: name + ': ' + message }));
    }`;
  const env = {
    ...process.env,
    ...{ JSSL_CACHE: folder, JSSL_BACKEND: backend, JSSL_CONVOLUTION: convolution },
  };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { result: JSON.parse(stdout) as Record<string, unknown>, stderr };
}

/** JavaScript that copies tfjs's plain backend to the name of the native one. */
const fakeBackend = (binding: string) => `
  const tf = globalThis.fakeTfjs;
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  const make = () => Object.assign(tf.findBackendFactory('cpu')(), { binding: ${binding} });`;

function writeOfficial(name: string, source: string): void {
  const where = join(folder, 'node_modules', '@tensorflow', name);
  mkdirSync(where, { recursive: true });
  writeFileSync(join(where, 'index.js'), source);
}

const official = `${fakeBackend("{ TF_Version: '2.9.1' }")}
  tf.registerBackend('tensorflow', make, 3);`;

/** An engine in the cache as \`installEngine\` leaves it, with a backend that is a fake. */
function writeBuilt(source = 'return make();'): string {
  const built = join(folder, 'engine', engineRelease().id);
  const { addon, tfjsNode } = enginePaths(built);
  mkdirSync(join(tfjsNode, 'dist'), { recursive: true });
  mkdirSync(dirname(addon), { recursive: true });
  writeFileSync(addon, 'addon');
  writeFileSync(join(tfjsNode, 'package.json'), '{}');
  writeFileSync(join(tfjsNode, 'dist', 'register_all_kernels.js'), '');
  writeFileSync(
    join(tfjsNode, 'dist', 'nodejs_kernel_backend.js'),
    `exports.NodeJSKernelBackend = function (binding) { ${fakeBackend('binding')} ${source} };`,
  );
  writeManifest(built, { id: engineRelease().id });
  return built;
}

const wasmKernels = { version: 'V3', instructionSet: 'WebAssembly SIMD' };

test.each([
  ['wasm', { kernels: wasmKernels, convolutions: 'direct' }],
  ['cpu', {}],
])('JSSL_BACKEND=%s is used, without a warning', (name, more) => {
  const { result, stderr } = load(name);
  const info = { name, backend: name, origin: 'bundled', gpu: false, same: true };
  expect(result).toEqual({ ...info, ...more });
  expect(stderr).toBe('');
});

test('an unknown JSSL_BACKEND is an error that lists the known', () => {
  expect(load('webgl').result).toEqual({
    error: 'EngineError: JSSL_BACKEND must be one of native, wasm, cpu, gpu, got webgl',
  });
});

test('without a native engine it is WebAssembly, with a one-line warning', () => {
  const { result, stderr } = load(undefined);
  expect(result).toMatchObject({ name: 'wasm', origin: 'bundled', same: true });
  expect(stderr).toBe(
    `jssl: the native engine is not installed; running on WebAssembly, several times slower; ${installRemedy()}\n`,
  );
});

test.each([
  ['native', ''],
  [undefined, "{ backend: 'native' }"],
])('a native engine that is requested (%s, %s) and missing is an error', (backend, options) => {
  expect(load(backend, options).result).toEqual({
    error: `EngineError: the native engine is not installed; ${installRemedy()}`,
  });
});

test('the option comes before JSSL_BACKEND', () => {
  expect(load('native', "{ backend: 'cpu' }").result).toMatchObject({ name: 'cpu', same: true });
});

test('another engine than the loaded one is an error', () => {
  const { result } = load('cpu', '{}', "{ backend: 'wasm' }");
  expect(result).toEqual({
    error:
      'EngineError: loadEngine: wasm must be requested in the first call, but cpu is already loaded',
  });
  expect(load('cpu', '{}', '{ gpu: true }').result).toEqual({
    error:
      'EngineError: loadEngine: native on a GPU must be requested in the first call, but cpu is already loaded',
  });
});

test('the built engine is taken before the official one', () => {
  const built = writeBuilt();
  writeOfficial('tfjs-node', official);
  const { result, stderr } = load(undefined);
  expect(result).toEqual({
    ...{ name: 'native', backend: 'tensorflow', origin: 'built', same: true },
    ...{ tensorflowVersion: '9.8.7', gpu: false, folder: built },
  });
  expect(stderr).toBe('');
});

test('a damaged engine is not loaded; the official one is', () => {
  truncateSync(enginePaths(writeBuilt()).addon, 1);
  writeOfficial('tfjs-node', official);
  expect(load(undefined).result).toMatchObject({ origin: 'official', tensorflowVersion: '2.9.1' });
});

test('an official package that does not load is passed over for one that does', () => {
  writeOfficial('tfjs-node-gpu', 'throw new Error("no addon")');
  writeOfficial('tfjs-node', official);
  expect(load('native').result).toMatchObject({ name: 'native', origin: 'official' });
});

test('an engine that is there and does not start is named', () => {
  const built = writeBuilt('throw new Error("no library");');
  writeOfficial('tfjs-node', 'throw new Error("no addon\\nand more")');
  const problem = `the native engine in ${built} does not start (no library); @tensorflow/tfjs-node does not start (no addon)`;
  const remedy = `remove ${built} and ${installRemedy()}`;
  expect(load('native').result).toEqual({ error: `EngineError: ${problem}; ${remedy}` });
  const { result, stderr } = load(undefined);
  expect(result).toMatchObject({ name: 'wasm' });
  expect(stderr).toBe(
    `jssl: ${problem}; running on WebAssembly, several times slower; ${remedy}\n`,
  );
});

test.each([
  [undefined, '{ gpu: true }'],
  ['gpu', ''],
])('a GPU that is requested (%s, %s) and not used is an error', (backend, options) => {
  const built = writeBuilt();
  const remedy =
    gpus().length === 0
      ? 'nvidia-smi shows no GPU: fix the driver, or request the backend native to run on the CPU'
      : installRemedy({ gpu: true });
  expect(load(backend, options).result).toEqual({
    error: `EngineError: the native engine in ${built} does not start (no GPU found); ${remedy}`,
  });
});

test('a GPU can be requested only of the native engine', () => {
  expect(load('wasm', '{ gpu: true }').result).toEqual({
    error: "EngineError: loadEngine: a GPU needs backend 'native', got 'wasm'",
  });
});

test('an engine on a GPU says so', () => {
  writeBuilt('return Object.assign(make(), { isUsingGpuDevice: true });');
  expect(load(undefined, '{ gpu: true }').result).toMatchObject({ origin: 'built', gpu: true });
  expect(load('gpu').result).toMatchObject({ origin: 'built', gpu: true, same: true });
});

describe('the kernels for convolutions', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  /** Makes `CXX` a program that writes a file or fails. */
  function useCompiler(script: string): void {
    const file = join(folder, 'compiler');
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env['CXX'] = file;
    process.env['INSTRUCTIONS'] = 'AVX2';
  }
  const compile = (text: string) => {
    useCompiler(`while [ "$1" != -o ]; do shift; done; echo ${text} > "$2"`);
  };
  const usual = () => load(undefined, '', '', '');
  const line = (reason: string) =>
    `the faster convolutions are missing, so training takes up to twice as long: ${reason}; set CXX to another C++17 compiler and ${installRemedy()}, or set JSSL_CONVOLUTION=direct to run without them`;

  test('an engine without them gets them when it is opened, once, and uses them', () => {
    writeBuilt();
    compile('library');
    const kernels = { version: 'V3', instructionSet: 'AVX2' };
    const first = usual();
    expect(first.result).toMatchObject({ kernels, convolutions: 'winograd V3' });
    expect(first.stderr).toBe('jssl: compiling the faster convolutions, once\n');
    useCompiler('exit 1');
    const second = usual();
    expect(second.result).toMatchObject({ kernels, convolutions: 'winograd V3' });
    expect(second.stderr).toBe('');
  });

  test('with JSSL_CONVOLUTION=direct they are neither compiled nor loaded', () => {
    writeBuilt();
    useCompiler('exit 1');
    const { result, stderr } = load(undefined);
    expect(result).not.toHaveProperty('kernels');
    expect(stderr).toBe('');
  });

  test('where they cannot be compiled the engine works without, and a line says so', () => {
    writeBuilt();
    useCompiler('echo "error: old" >&2; exit 1');
    const reason = `${join(folder, 'compiler')} could not compile them: error: old`;
    const { result, stderr } = usual();
    expect(result).toMatchObject({ name: 'native', origin: 'built', same: true });
    expect(result).not.toHaveProperty('kernels');
    expect(stderr).toBe(`jssl: compiling the faster convolutions, once\njssl: ${line(reason)}\n`);
    expect(usual().stderr).toBe(`jssl: ${line(reason)}\n`);
    expect(load(undefined, '', '', 'winograd').result).toEqual({
      error: `EngineError: JSSL_CONVOLUTION=winograd: ${line(reason)}`,
    });
  });

  test('a library that does not load is named', () => {
    writeBuilt();
    compile('damaged');
    const { result, stderr } = usual();
    expect(result).toMatchObject({ name: 'native', origin: 'built' });
    expect(stderr).toContain(`jssl: ${line('they cannot be loaded (no library)')}\n`);
  });

  test('an engine that cannot have them is an error where they are asked for', () => {
    writeOfficial('tfjs-node', official);
    const error = (got: string) =>
      `EngineError: JSSL_CONVOLUTION=winograd needs the native engine that JSSL installs, on the CPU, or WebAssembly with SIMD, got ${got}; unset it`;
    expect(load('cpu', '', '', 'winograd').result).toEqual({ error: error('cpu') });
    expect(load('native', '', '', 'winograd').result).toEqual({
      error: error("the application's own tfjs-node"),
    });
    expect(load('native', '', '', '').result).toMatchObject({ origin: 'official' });
  });

  test('WebAssembly has them, unless direct convolutions are asked for', () => {
    expect(load('wasm', '', '', '').result).toMatchObject({
      ...{ name: 'wasm', kernels: wasmKernels, convolutions: 'winograd V3' },
    });
    expect(load('wasm', '', '', 'direct').result).toMatchObject({ convolutions: 'direct' });
  });

  test('an unknown JSSL_CONVOLUTION is an error that says what it can be', () => {
    expect(load('cpu', '', '', 'fast').result).toEqual({
      error: 'SettingError: JSSL_CONVOLUTION must be winograd or direct, got fast',
    });
  });
});

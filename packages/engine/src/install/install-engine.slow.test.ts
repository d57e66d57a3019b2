import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { writeZip } from '../fixtures/write-zip.js';
import { kernelsLibrary } from './compile-kernels.js';
import { engineState } from './engine-folder.js';
import { engineRelease } from './engine-release.js';
import { tensorflowMembers } from './extract-wheel.js';
import { checkSpace, installEngine } from './install-engine.js';
import { installRemedy } from './install-remedy.js';

const release = engineRelease();
const path = process.env['PATH'];
let cache: string;
let programs: string;

/** Replaces all programs by fakes: pip copies a small wheel, the compiler writes a file. */
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'jssl-install-'));
  programs = join(cache, 'bin');
  mkdirSync(programs);
  process.env['PATH'] = programs;
  delete process.env['CXX'];
  writeWheel(Object.fromEntries(tensorflowMembers(release.libraries).map((name) => [name, name])));
  const toDestination = 'while [ "$1" != --dest ]; do shift; done';
  writeProgram('python3', `${toDestination}; /bin/cp "${join(cache, 'wheel')}" "$2/a.whl"`);
  writeProgram('npm', ':');
  const compile = 'while [ "$1" != -o ]; do shift; done; echo addon > "$2"';
  writeProgram('g++', compile);
  writeProgram('clang++', compile);
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(cache, { recursive: true });
});

function writeWheel(members: Readonly<Record<string, string>>): void {
  writeZip(join(cache, 'wheel'), members);
}

function writeProgram(name: string, script: string): void {
  const file = join(programs, name);
  const version = 'case "$*" in *--version) exit 0;; esac';
  writeFileSync(file, `#!/bin/sh\n${version}\n${script}\n`);
  chmodSync(file, 0o755);
}

const install = () => installEngine({ cache });
const engines = () => readdirSync(join(cache, 'engine'));

test('an engine is made whole, once, and reports its phases', async () => {
  const phases: string[] = [];
  const onProgress = ({ phase }: { phase: string }) => {
    if (phases.at(-1) !== phase) phases.push(phase);
  };
  const folder = join(cache, 'engine', release.id);
  expect(await installEngine({ cache, onProgress })).toEqual({ folder, made: true });
  expect(phases).toEqual([
    'downloading TensorFlow',
    'unpacking TensorFlow',
    'downloading tfjs-node',
    'compiling the addon',
    'compiling the convolutions',
  ]);
  expect(engineState(folder)).toBe('ok');
  expect(readdirSync(folder).sort()).toEqual([
    ...['addon', 'js', 'kernels', 'manifest.json', 'tensorflow'],
  ]);
  expect(readdirSync(join(folder, 'kernels'))).toEqual([basename(kernelsLibrary(folder))]);
  expect(await install()).toEqual({ folder, made: false });
  expect(engines()).toEqual([release.id]);
});

test('an engine that was installed without the kernels gets them, and nothing is downloaded', async () => {
  const { folder } = await install();
  rmSync(join(folder, 'kernels'), { recursive: true });
  for (const name of ['python3', 'npm']) writeProgram(name, 'exit 1');
  expect(await install()).toEqual({ folder, made: false });
  expect(existsSync(kernelsLibrary(folder))).toBe(true);
  expect(engineState(folder)).toBe('ok');
});

test('an engine works without the kernels where they cannot be compiled, with a line about it', async () => {
  const { folder } = await install();
  rmSync(join(folder, 'kernels'), { recursive: true });
  process.env['CXX'] = join(programs, 'old');
  writeProgram('old', 'echo "a.cc:1: error: no vectors" >&2; exit 1');
  expect(await install()).toEqual({
    folder,
    made: false,
    note: `the faster convolutions are missing, so training takes up to twice as long: ${join(programs, 'old')} could not compile them: a.cc:1: error: no vectors; set CXX to another C++17 compiler and ${installRemedy()}, or set JSSL_CONVOLUTION=direct to run without them`,
  });
  expect(engineState(folder)).toBe('ok');
  // With another compiler they are compiled.
  delete process.env['CXX'];
  expect(await install()).toEqual({ folder, made: false });
  expect(readdirSync(join(folder, 'kernels'))).toEqual([basename(kernelsLibrary(folder))]);
});

test('of two installations at once one engine is left', async () => {
  const [one, other] = await Promise.all([install(), install()]);
  expect(one.folder).toBe(other.folder);
  expect(engineState(one.folder)).toBe('ok');
  expect(engines()).toEqual([release.id]);
});

test('a damaged engine is replaced', async () => {
  const { folder } = await install();
  truncateSync(join(folder, 'tensorflow', release.libraries[0]), 3);
  expect(engineState(folder)).toBe('broken');
  expect(await install()).toEqual({ folder, made: true });
  expect(engineState(folder)).toBe('ok');
  expect(engines()).toEqual([release.id]);
});

test('what a process that is gone left behind is removed, what a running one makes is kept', async () => {
  // Above the largest number that Linux gives to a process.
  const gone = `${release.id}.tmp-99999999-abcdef`;
  const running = `${release.id}.tmp-${process.ppid}-abcdef`;
  for (const name of [gone, running]) mkdirSync(join(cache, 'engine', name), { recursive: true });
  await install();
  expect(engines().sort()).toEqual([release.id, running].sort());
});

const mac = process.platform === 'darwin';
test.each([
  [
    'python3',
    'Python 3',
    'python3',
    mac ? 'xcode-select --install' : 'apt install python3 python3-pip',
  ],
  ['npm', 'npm', 'npm', mac ? 'brew install node' : 'apt install npm'],
  ...(mac
    ? [['clang++', 'a C++ compiler', 'clang++', 'xcode-select --install']]
    : [['g++', 'a C++ compiler', 'g++', 'apt install g++']]),
])(
  'without %s nothing is downloaded, and it says what to install',
  async (name, what, command, remedy) => {
    rmSync(join(programs, name));
    await expect(install()).rejects.toThrow(
      `installing the native engine needs ${what}, but ${command} does not run; install it, for example: ${remedy}`,
    );
    expect(engines()).toEqual([]);
  },
);

test('a Python without pip says so', async () => {
  writeFileSync(join(programs, 'python3'), '#!/bin/sh\n[ "$1" != -m ]\n');
  await expect(install()).rejects.toThrow(
    'installing the native engine needs pip, but python3 -m pip does not run; install it, for example: ',
  );
});

test('a download that fails gives pip’s last line', async () => {
  writeProgram('python3', 'echo "WARNING: Retrying" >&2; echo "ERROR: No network" >&2; exit 1');
  await expect(install()).rejects.toMatchObject({
    name: 'EngineInstallError',
    code: 'JSSL_ENGINE_INSTALL',
    cause: expect.any(Error) as Error,
    message: `pip could not download ${release.wheels[0]?.requirement ?? ''}: ERROR: No network; check that the package index can be reached, then ${installRemedy()}`,
  });
  expect(engines()).toEqual([]);
});

test('a file with another hash is named as such', async () => {
  const words = 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.';
  writeProgram('python3', `echo "${words}" >&2; echo "Got 123" >&2; exit 1`);
  await expect(install()).rejects.toThrow(
    /^the file that pip downloaded for tensorflow\S* is not the pinned one \(its sha256 differs\); check the index or proxy that pip uses/,
  );
});

test('an npm that fails gives its reason', async () => {
  writeProgram('npm', 'echo "npm error code E1" >&2; echo "npm error no registry" >&2; exit 1');
  await expect(install()).rejects.toThrow(
    `npm could not download tfjs-node: npm error no registry; check that the package registry can be reached, then ${installRemedy()}`,
  );
});

test('a compiler that fails gives its first error', async () => {
  process.env['CXX'] = join(programs, 'other');
  writeProgram('other', 'echo "a.cc:1: error: no" >&2; echo "1 error generated." >&2; exit 1');
  await expect(install()).rejects.toThrow(
    `${join(programs, 'other')} could not compile the addon: a.cc:1: error: no; set CXX to another C++17 compiler, then ${installRemedy()}`,
  );
  delete process.env['CXX'];
});

test('a wheel that lacks a library makes no engine', async () => {
  writeWheel({ 'tensorflow/other': '' });
  await expect(install()).rejects.toThrow(
    /^files are missing from the TensorFlow wheel: tensorflow\/libtensorflow_cc/,
  );
  expect(engines()).toEqual([]);
});

test('a wheel whose names lead elsewhere makes no engine', async () => {
  writeWheel({ '../../../outside': 'evil' });
  await expect(install()).rejects.toThrow('invalid relative path');
  expect(existsSync(join(cache, 'outside'))).toBe(false);
  expect(engines()).toEqual([]);
});

test('a full disk is seen before anything is downloaded', () => {
  expect(() => {
    checkSpace(cache, 1e18);
  }).toThrow(
    /^the installation needs 1000000000\.0 GB in .*, but only \d+\.\d GB are free; free some space, or set JSSL_CACHE to another folder$/,
  );
});

test('a cache folder that cannot be created is named', async () => {
  const file = join(cache, 'file');
  writeFileSync(file, '');
  await expect(installEngine({ cache: file })).rejects.toThrow(
    /^the folder .*file.engine cannot be created: ENOTDIR.*; set JSSL_CACHE to another folder$/,
  );
});

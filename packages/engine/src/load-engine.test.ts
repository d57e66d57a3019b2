import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cacheFolder } from './cache-folder.js';
import { engineRelease } from './engine-release.js';
import { engineState } from './installed-engine.js';
import { installEngine } from './install-engine.js';
import { runCommand } from './run-command.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-engine-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('the cache is where the variables say, in this order', () => {
  const all = { JSSL_CACHE: '/a', XDG_CACHE_HOME: '/b', LOCALAPPDATA: '/c' };
  expect(cacheFolder(all, 'linux')).toBe('/a');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b' }, 'linux')).toBe(join('/b', 'jssl'));
  expect(cacheFolder({ LOCALAPPDATA: '/c' }, 'win32')).toBe(join('/c', 'jssl'));
  expect(cacheFolder({}, 'darwin')).toMatch(/Library.Caches.jssl$/);
  expect(cacheFolder({}, 'linux')).toMatch(/\.cache.jssl$/);
});

test('a folder is an engine only with its manifest and files of the right sizes', () => {
  expect(engineState(join(folder, 'none'))).toBe('missing');
  expect(engineState(folder)).toBe('broken');
  mkdirSync(join(folder, 'addon'));
  writeFileSync(join(folder, 'addon', 'tfjs_binding.node'), '12345');
  const manifest = (size: number) => {
    const sizes = { 'addon/tfjs_binding.node': size };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ id: 'x', sizes }));
  };
  manifest(5);
  expect(engineState(folder)).toBe('ok');
  manifest(6);
  expect(engineState(folder)).toBe('broken');
});

test('a platform without a build is told what to use', () => {
  expect(() => engineRelease('win32', 'x64')).toThrow(
    'the native engine is built for linux-x64, linux-arm64, not for win32-x64; npm install @tensorflow/tfjs-node may work there, and JSSL_BACKEND=wasm works everywhere',
  );
});

test('a missing program and a failing one say what to do', async () => {
  await expect(runCommand('no-such-program', [], { remedy: 'install it' })).rejects.toThrow(
    'no-such-program is needed and was not found; install it',
  );
  await expect(
    runCommand(process.execPath, ['-e', 'console.error("first\\nlast"); process.exit(3)'], {
      remedy: 'look there',
    }),
  ).rejects.toThrow(/ -e failed with code 3: last; look there$/);
});

test('an installation that cannot download leaves nothing behind that would be used', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    await expect(installEngine({ cache: folder })).rejects.toThrow(
      'python3 is needed and was not found; install Python 3 with pip, for example: apt install python3 python3-pip',
    );
  } finally {
    process.env['PATH'] = path;
  }
  expect(engineState(join(folder, 'engine', engineRelease().id))).toBe('missing');
});

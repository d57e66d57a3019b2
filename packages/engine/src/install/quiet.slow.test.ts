import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { compiler } from './compile-addon.js';
import { enginePaths, engineStatus } from './engine-folder.js';
import { engineRelease, nativeFolder } from './engine-release.js';

test('what is written to the standard error meanwhile is lost, and nothing after it', () => {
  const engine = engineStatus().find(({ state }) => state === 'ok');
  if (!engine) return;
  const folder = mkdtempSync(join(tmpdir(), 'jssl-quiet-'));
  try {
    const addon = join(folder, 'quiet.node');
    const headers = ['-I', enginePaths(engine.folder).nodeHeaders];
    const flags = [...engineRelease().compilerFlags, ...headers, join(nativeFolder, 'quiet.cc')];
    const compiled = spawnSync(compiler(), [...flags, '-o', addon], { encoding: 'utf8' });
    expect([compiled.status, compiled.stderr]).toEqual([0, '']);
    const script = `
      const { hush, speak } = require(${JSON.stringify(addon)});
      const { writeSync } = require('fs');
      for (const [act, text] of [[hush, 'lost'], [hush, 'too'], [speak, 'kept'], [speak, '.']]) {
        act();
        writeSync(2, text);
      }`;
    const { stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect(stderr).toBe('kept.');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

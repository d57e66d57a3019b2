import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-bundle-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Bundles an entry for browsers, where esbuild refuses an import of Node even if nothing of it is used. */
function bundle(entry: string): string {
  const out = join(folder, 'bundle.js');
  execFileSync(
    createRequire(__filename).resolve('esbuild/bin/esbuild'),
    [
      join(__dirname, entry),
      ...['--bundle', '--format=esm', '--platform=browser', '--conditions=@jssl/source'],
      ...['--log-level=error', '--log-limit=1', `--outfile=${out}`],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return readFileSync(out, 'utf8');
}

test('the learner bundles for browsers, the index does not', () => {
  expect(bundle('learner.ts')).not.toMatch(/from ?["']node:/);
  expect(() => bundle('index.ts')).toThrow('Could not resolve "node:');
});

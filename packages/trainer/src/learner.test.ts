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

/** The modules of Node that a bundle of an entry imports. */
function nodeModulesOf(entry: string): string[] {
  const metafile = join(folder, 'meta.json');
  execFileSync(createRequire(__filename).resolve('esbuild/bin/esbuild'), [
    join(__dirname, entry),
    ...['--bundle', '--format=esm', '--platform=node', '--conditions=@jssl/source'],
    ...['--external:*.node', '--external:koffi', '--log-level=error'],
    ...[`--metafile=${metafile}`, `--outfile=${join(folder, 'bundle.js')}`],
  ]);
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as {
    outputs: Record<string, { imports: { path: string }[] }>;
  };
  return Object.values(outputs).flatMap(({ imports }) =>
    imports.map(({ path }) => path).filter((path) => path.startsWith('node:')),
  );
}

test('the learner reaches no module of Node, the index does', () => {
  expect(nodeModulesOf('learner.ts')).toEqual([]);
  expect(nodeModulesOf('index.ts')).toContain('node:fs');
});

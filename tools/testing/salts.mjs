/**
 * `npm run test:salts`: runs the golden-vector tests with vectors of other salts (seeds), one of them with odd
 * sizes.
 *
 * Usage: node tools/testing/salts.mjs [--salts salt-1,salt-2:odd,salt-3] [--sets FOLDER]
 * Other settings are environment variables, as in `ONEDNN_MAX_CPU_ISA=SSE41 npm run test:salts`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { makeGolden, saltSets } from './make-golden.mjs';

const { values: flags } = parseArgs({
  options: {
    salts: { type: 'string', default: 'salt-1,salt-2:odd,salt-3' },
    sets: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The files of tests in a package that read golden vectors, by themselves or by a fixture. */
function goldenTests(folder) {
  const source = join(root, folder, 'src');
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(source, name))
    .filter((file) => /readGolden\(|golden-trace\.js/.test(readFileSync(file, 'utf8')));
}

const folders = readdirSync(join(root, 'packages')).map((name) => join('packages', name));
const tests = folders.map((folder) => ({ folder, files: goldenTests(folder) }));
let failed = 0;
for (const set of saltSets(flags.salts)) {
  const vectors = makeGolden(set, 'float64', flags.sets);
  for (const { folder, files } of tests.filter((one) => one.files.length > 0)) {
    process.stderr.write(`> salt ${set.salt}, ${set.sizes} sizes: ${folder}\n`);
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const { status } = spawnSync(process.execPath, [jest, '--runTestsByPath', ...files], {
      cwd: join(root, folder),
      env: { ...process.env, JSSL_GOLDEN: vectors },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) failed++;
  }
}
process.stdout.write(failed === 0 ? 'all passed\n' : `the tests of ${failed} packages failed\n`);
process.exit(failed === 0 ? 0 : 1);

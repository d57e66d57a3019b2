/**
 * `npm run test:backends`: tests the leaf packages on every backend in Node, then in Chromium on WebAssembly
 * and WebGPU, including the tests that `npm test` leaves out there. Takes most of an hour on two cores.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
const leaves = ['jaccard-loss', 'augment', 'resnet', 'moco', 'eval'].map((name) => `@jssl/${name}`);

function passes(what, projects, variables) {
  process.stderr.write(`> ${what}\n`);
  const { status } = spawnSync(
    process.execPath,
    [nx, 'run-many', '-t', 'test', 'test-slow', '-p', ...projects, '--output-style=static'],
    { cwd: root, stdio: 'inherit', env: { ...process.env, NX_DAEMON: 'false', ...variables } },
  );
  return status === 0;
}

const failed = ['native', 'wasm', 'cpu'].filter(
  (backend) => !passes(`Node, ${backend}`, leaves, { JSSL_BACKEND: backend }),
);
if (!passes('Chromium', ['@jssl/acceptance'], { JSSL_ALL_SUITES: 'true' })) failed.push('Chromium');
process.stdout.write(failed.length === 0 ? 'passed on all\n' : `failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

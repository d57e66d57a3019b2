/**
 * `npm run encoders`: compares the gradients of whole small encoders, ResNet-18 and ResNet-50 of widths 1 to 8
 * with both stems on images with odd sides, by the fused backbone and by TensorFlow.js's operations, with
 * those of TensorFlow.js's plain JavaScript backend. A child process per setting of `npm run convolutions`.
 *
 * Usage: node tools/reliability/encoders.mjs [--widths 1,2,3,4,5,6,7,8] [--seed 0]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { heapChecks, settingsHere } from './convolutions/settings.mjs';

const { values: flags } = parseArgs({
  options: {
    widths: { type: 'string', default: '1,2,3,4,5,6,7,8' },
    seed: { type: 'string', default: '0' },
  },
});
const worker = fileURLToPath(new URL('encoders/worker.mjs', import.meta.url));
const native = settingsHere().offered.filter(
  ({ backend, precision }) => backend === 'native' && precision === 'f32',
);
let failed = 0;
process.stdout.write(
  '| computed by | encoders and routes | worst | failures |\n| --- | --- | --- | --- |\n',
);
for (const { name, env } of native) {
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [worker, flags.widths, flags.seed],
    {
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', NODE_OPTIONS: '', ...heapChecks(), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const results = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const wrong = results.filter(({ error }) => !(error <= 1));
  for (const one of wrong) process.stderr.write(`> ${name}: ${JSON.stringify(one)}\n`);
  if (status !== 0) process.stderr.write(`> ${name}: the process ended with ${signal ?? status}\n`);
  const failures = wrong.length + Number(status !== 0);
  failed += failures;
  const worst = Math.max(...results.map(({ error }) => error ?? Infinity));
  process.stdout.write(`| ${name} | ${results.length} | ${worst.toFixed(2)} | ${failures} |\n`);
}
process.exit(failed === 0 ? 0 : 1);

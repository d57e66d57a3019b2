/**
 * `npm run golden:rounding`: measures how far PyTorch's own encoders are from the golden vectors of several salts when
 * products and convolutions round as on a GPU, to TF32 and to bfloat16, and writes the worst of each quantity to
 * `tools/gpu/rounding.json`: the check with a GPU takes its tolerances from there. Needs no GPU, and some minutes.
 *
 * Usage: node tools/testing/rounding-scatter.mjs [--sets FOLDER] [--salts dev,salt-1,salt-3]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { ofEncoder } from './encoder-differences.mjs';
import { makeGolden, saltSets } from './make-golden.mjs';

const { values: flags } = parseArgs({
  options: {
    sets: { type: 'string' },
    salts: { type: 'string', default: 'dev,salt-1,salt-3' },
  },
});
const encodersIn = (folder) => JSON.parse(readFileSync(join(folder, 'encoder.json'), 'utf8')).cases;

const vectors = fileURLToPath(new URL('vectors', import.meta.url));
const worst = {};
for (const set of saltSets(flags.salts)) {
  const isOwn = set.salt === 'dev' && set.sizes === 'default';
  const exact = encodersIn(isOwn ? vectors : makeGolden(set, 'float64', flags.sets));
  for (const precision of /** @type {const} */ (['tf32', 'bf16'])) {
    const rounded = encodersIn(makeGolden(set, precision, flags.sets));
    for (const [at, one] of exact.entries()) {
      worst[precision] ??= {};
      const known = (worst[precision][one.arch] ??= {});
      for (const [name, difference] of ofEncoder(rounded[at], one)) {
        process.stdout.write(`${set.salt} ${precision} ${one.arch} ${name}: ${difference}\n`);
        known[name] = Math.max(known[name] ?? 0, Number(Number(difference).toPrecision(2)));
      }
    }
  }
}
const file = fileURLToPath(new URL('../gpu/rounding.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(worst, null, 2)}\n`);

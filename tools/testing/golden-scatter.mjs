/**
 * `npm run golden:scatter`: measures how far PyTorch's own float32 is from float64 for the golden vectors of
 * several salts, in two memory layouts. Writes the worst of each quantity to `src/float32-scatter.ts`, from
 * which the tests take their tolerances.
 *
 * Usage: node tools/testing/golden-scatter.mjs [--sets FOLDER] [--salts dev,salt-1,salt-2:odd,…] [--no-write]
 * `SALT:odd` makes vectors of other sizes, with odd sides, whose scatter is wider: `anySizes` holds the worst
 * of all. Takes some ten minutes on two cores.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import prettier from 'prettier';

import { TORCH } from '../measurement/torch-environment.mjs';
import { largest, ofEncoder, relative } from './encoder-differences.mjs';
import { makeGolden, saltSets } from './make-golden.mjs';

const { values: flags } = parseArgs({
  options: {
    sets: { type: 'string' },
    salts: { type: 'string', default: 'dev,salt-1,salt-2:odd,salt-3,salt-4:odd,salt-5' },
    'no-write': { type: 'boolean', default: false },
  },
});

const read = (folder, name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
/** What float32 does to the trace: lists by step. */
function* ofTrace(actual, expected) {
  const bySteps = (difference) =>
    expected.steps.map((step, at) => difference(actual.steps[at], step));
  const norms = {
    losses: ['loss', 'loss_j'],
    terms: ['loss_p', 'loss_n'],
    queryNorms: ['q_conv1_norm'],
    keyNorms: ['k_conv1_norm', 'k_param_norm'],
  };
  for (const [name, fields] of Object.entries(norms)) {
    yield [
      name,
      bySteps((a, b) => Math.max(...fields.map((field) => relative(a[field], b[field])))),
    ];
  }
  const keys = ['queue_p_head', 'queue_p_oldest'];
  yield ['keys', bySteps((a, b) => Math.max(...keys.map((field) => largest(a[field], b[field]))))];
  yield ['features', [largest(actual.eval_feature_8_after, expected.eval_feature_8_after)]];
}

const digits = (value) => Number(value.toPrecision(2));
/** Keeps the larger of two differences, or of each step's. */
const worse = (a, b) =>
  Array.isArray(b) ? b.map((one, at) => worse(a?.[at], one)) : Math.max(a ?? 0, b);
const rounded = (value) => (Array.isArray(value) ? value.map(digits) : digits(value));

const worst = { defaultSizes: {}, anySizes: {} };
for (const set of saltSets(flags.salts)) {
  const exact = makeGolden(set, 'float64', flags.sets);
  for (const layout of /** @type {const} */ (['float32', 'float32-channels-last'])) {
    const other = makeGolden(set, layout, flags.sets);
    const cases = [
      ...read(exact, 'encoder').cases.map((one, at) => [
        one.arch,
        ofEncoder(read(other, 'encoder').cases[at], one),
      ]),
      ['trace', ofTrace(read(other, 'moco_trace'), read(exact, 'moco_trace'))],
    ];
    for (const [file, differences] of cases) {
      const known = [worst.anySizes, ...(set.sizes === 'default' ? [worst.defaultSizes] : [])];
      for (const [name, difference] of differences) {
        process.stdout.write(
          `${set.salt} ${set.sizes} ${layout} ${file} ${name}: ${rounded(difference)}\n`,
        );
        for (const one of known) {
          one[file] = { ...one[file], [name]: worse(one[file]?.[name], difference) };
        }
      }
    }
  }
}
const file = fileURLToPath(new URL('src/float32-scatter.ts', import.meta.url));
const text = `/**
 * The largest differences of PyTorch ${TORCH}'s float32 from its float64 in the golden vectors of the salts
 * ${flags.salts.replaceAll(',', ', ')}, in two layouts of memory. Made by \`npm run golden:scatter\`; do not edit.
 * Encoders: outputs and losses absolute, norms of features and gradients relative. Trace, by step: losses
 * and norms relative, keys and features absolute. \`defaultSizes\` is of the sizes of the vectors here,
 * \`anySizes\` of those and of odd ones.
 */
export const float32Scatter = ${JSON.stringify(worst, (_, value) => (typeof value === 'number' ? digits(value) : value))} as const;
`;
const options = await prettier.resolveConfig(file);
const formatted = await prettier.format(text, { ...options, filepath: file });
if (flags['no-write']) process.stdout.write(formatted);
else writeFileSync(file, formatted);

/**
 * Recall and speed of the graph of @jssl/embeddings, compared with exact search, among more and more vectors.
 * Writes the table of the package's README.
 *
 * Usage: node tools/bench/search.mjs [--vectors 10000]… [--features 128] [--seed 0] [--dry]
 *   --vectors N   how many vectors; again for further rows
 *   --dry         print the table only
 */
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { machine } from '../measurement/machine.mjs';
import { writeTables } from '../measurement/write-tables.mjs';

const { createSearchIndex, searchRecall } = await fromPackage('embeddings');
const { keyedRandom } = await fromPackage('augment');

const [QUERIES, NEIGHBORS] = [200, 10];
/** Numbers that a vector of the first kind is a mixture of. */
const LATENT = 16;

const { values } = parseArgs({
  options: {
    vectors: { type: 'string', multiple: true, default: ['10000', '60000'] },
    features: { type: 'string', default: '128' },
    seed: { type: 'string', default: '0' },
    dry: { type: 'boolean', default: false },
  },
});
const [features, seed] = [Number(values.features), Number(values.seed)];

/** Normal numbers, by Box and Muller. */
function normal(...key) {
  const random = keyedRandom(...key);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Unit vectors [count, F], of 16 directions, mixed, with noise, or of all directions. */
function vectors(kind, count, part) {
  const mixer = normal(seed, 0);
  const mixture = Array.from({ length: LATENT * features }, mixer);
  const next = normal(seed, 1, part);
  const rows = new Float32Array(count * features);
  for (let start = 0; start < rows.length; start += features) {
    const latent = Array.from({ length: LATENT }, next);
    const row = Array.from({ length: features }, (_, at) => {
      if (kind === 'all directions') return next();
      return latent.reduce((sum, z, l) => sum + z * mixture[l * features + at], next() / 2);
    });
    const norm = Math.hypot(...row);
    rows.set(
      row.map((value) => value / norm),
      start,
    );
  }
  return rows;
}

/** Milliseconds of the processor that a call takes. */
function timed(call) {
  const before = process.cpuUsage();
  const result = call();
  const { user, system } = process.cpuUsage(before);
  return { result, milliseconds: (user + system) / 1000 };
}

/** A search for every query. @returns similarities of the neighbors. */
function searchAll(index, queries) {
  return Array.from({ length: QUERIES }, (_, at) =>
    index
      .search(queries.subarray(at * features, (at + 1) * features), NEIGHBORS)
      .map(({ similarity }) => similarity),
  );
}

const rows = [];
for (const kind of ['16 directions and noise', 'all directions']) {
  for (const count of values.vectors.map(Number)) {
    const [bank, queries] = [vectors(kind, count, 0), vectors(kind, QUERIES, 1)];
    const [graph, exact] = [
      await createSearchIndex(features),
      await createSearchIndex(features, { exact: true }),
    ];
    const build = timed(() => graph.add(bank));
    exact.add(bank);
    const [found, all] = [graph, exact].map((index) => timed(() => searchAll(index, queries)));
    const recall = (100 * searchRecall(found.result, all.result)).toFixed(1);
    const [own, others] = [found, all].map(({ milliseconds }) => milliseconds / QUERIES);
    rows.push([
      kind,
      count.toLocaleString('en'),
      `${(build.milliseconds / 1000).toFixed(1)} s`,
      `${own.toFixed(2)} ms`,
      `${recall} %`,
      `${others.toFixed(1)} ms`,
    ]);
    process.stderr.write(`${graph.method}: ${rows.at(-1).join('  ')}\n`);
  }
}
const head = ['vectors of', 'how many', 'build', 'search', `recall@${NEIGHBORS}`, 'exact search'];
const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
const flags = values.vectors.map((count) => `--vectors ${count}`).join(' ');
const about =
  `Processor time of one core, ${new Date().toISOString().slice(0, 10)}, ${machine()}, Node ${process.version}, ` +
  `${features} numbers a vector, ${QUERIES} queries: \`node tools/bench/search.mjs ${flags} --features ${features} --seed ${seed}\`.`;
if (values.dry) console.log(`${about}\n\n${table.join('\n')}`);
else
  await writeTables('../packages/embeddings/README', { search: `${table.join('\n')}\n\n${about}` });

/**
 * How long `jssl data check` takes for an image, and how many copies it finds, among more and more small
 * images: those of Fashion-MNIST and, beyond its 70,000, means of two of them. Writes the table of
 * docs/how-to/check-data.md.
 *
 * Usage: node tools/duplicates/scale.mjs [--images 5000]… [--copies 100] [--dry]
 *   --images N   how many images; again for further rows
 *   --copies N   of how many images each kind of copy is added, which makes 8 N further images
 *   --dry        print the table only
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { machine } from '../measurement/machine.mjs';
import { writeTables } from '../measurement/write-tables.mjs';
import { changes } from './changes.mjs';

const require = createRequire(new URL('../../packages/data/package.json', import.meta.url));
const sharp = require('sharp');
const { checkDataset, openDataset } = await fromPackage('data');

/** Kinds of copies that also exist among images of one size. */
const KINDS = [
  'JPEG, quality 75',
  'resized by 0.5',
  'mirrored',
  'rotated by 90°',
  'brightness −20 %',
  'gamma 1.4',
  'cropped by 5 % on each side',
  'cropped by 10 % on the right',
];
const SIDE = 28;

const { values } = parseArgs({
  options: {
    images: { type: 'string', multiple: true, default: ['5000', '20000', '60000'] },
    copies: { type: 'string', default: '100' },
    dry: { type: 'boolean', default: false },
  },
});
const fashion = await openDataset('fashion-mnist');
const sets = [fashion.train, fashion.test];
const own = sets.reduce((sum, { length }) => sum + length, 0);

/** Image `index` of Fashion-MNIST. */
function original(index) {
  const { length } = fashion.train;
  return index < length ? fashion.train.read([index]) : fashion.test.read([index - length]);
}

/** Image `index` of any number of images. */
function image(index) {
  if (index < own) return original(index);
  const round = Math.floor(index / own);
  const one = original(index % own);
  const other = original((7 * index + 1013 * round) % own);
  return one.map((value, at) => (value + other[at]) >> 1);
}

/** A changed copy at the size of the others. */
async function copyOf(index, kind) {
  const raw = { width: SIDE, height: SIDE, channels: /** @type {1} */ (1) };
  const png = await sharp(image(index), { raw }).png().toBuffer();
  const changed = await changes.find(({ name }) => name === kind).apply(png);
  const square = sharp(changed).resize(SIDE, SIDE, { fit: 'fill' }).grayscale();
  return new Uint8Array(await square.raw().toBuffer());
}

/** A data set of `count` images and copies, each of another image. */
async function withCopies(count, copied) {
  const step = Math.floor(count / (KINDS.length * copied));
  const added = [];
  for (const [at, kind] of KINDS.entries()) {
    for (let one = 0; one < copied; one++) {
      const from = (one * KINDS.length + at) * step;
      added.push({ kind, from, pixels: await copyOf(from, kind) });
    }
  }
  const length = count + added.length;
  /** @type {import('@jssl/data').ImageSet['read']} */
  const read = ({ 0: index }) => (index < count ? image(index) : added[index - count].pixels);
  const train = { length, name: (index) => `${index}`, read };
  const { height, width, channels, mean, std, kind, fingerprint } = fashion;
  const shape = { height, width, channels };
  return {
    added,
    data: { ...shape, mean, std, kind, fingerprint, name: 'scale', skipped: [], train },
  };
}

const rows = [];
for (const count of values.images.map(Number)) {
  const { added, data } = await withCopies(count, Number(values.copies));
  const [began, before] = [performance.now(), process.cpuUsage()];
  const { duplicates } = await checkDataset(data);
  const { user, system } = process.cpuUsage(before);
  const [minutes, total] = [(performance.now() - began) / 60_000, data.train.length];
  const group = new Map();
  for (const [at, places] of duplicates.groups.entries()) {
    for (const { index } of places) group.set(index, at);
  }
  const found = KINDS.map((kind) => {
    const all = added.flatMap((one, at) => (one.kind === kind ? [{ ...one, at: count + at }] : []));
    const right = all.filter(
      ({ from, at }) => group.get(at) !== undefined && group.get(at) === group.get(from),
    );
    return `${Math.round((100 * right.length) / all.length)} %`;
  });
  const perImage = (user + system) / 1000 / total;
  rows.push([total, `${perImage.toFixed(2)} ms`, minutes.toFixed(1), ...found]);
  const { pairs, capped } = duplicates;
  process.stderr.write(`${rows.at(-1).join('  ')}  (${pairs.length} pairs, ${capped} capped)\n`);
}
const head = ['images', 'processor time an image', 'minutes', ...KINDS];
const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
const flags = values.images.map((count) => `--images ${count}`).join(' ');
const about =
  `Measured ${new Date().toISOString().slice(0, 10)} on ${machine()} with ` +
  `\`node tools/duplicates/scale.mjs ${flags} --copies ${values.copies}\`: images of Fashion-MNIST` +
  `${rows.some(([total]) => total > own) ? ', and beyond 70,000 means of two of them' : ''}.`;
if (values.dry) console.log(`${about}\n\n${table.join('\n')}`);
else await writeTables('how-to/check-data', { scale: `${about}\n\n${table.join('\n')}` });

/**
 * Measures how many copies `jssl data check` finds and names correctly, for each kind of change, compared with
 * the perceptual hash of imagehash; and how many pairs it reports among pictures that are not copies. Writes
 * the tables of docs/how-to/check-data.md.
 *
 * Usage: node tools/duplicates/main.mjs [--every 1] [--dry]
 *   --every N   only every Nth picture
 *   --dry       print the tables only
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { machine } from '../measurement/machine.mjs';
import { writeTables } from '../measurement/write-tables.mjs';
import { changes } from './changes.mjs';
import { collectPictures } from './pictures.mjs';

const { cacheFolder } = await fromPackage('settings', 'cache-folder');
const { checkDataset, describeDuplicate, openDataset } = await fromPackage('data');

const PEER = ['imagehash==4.3.2', 'pillow==11.3.0'];
/** Bits of 64 by which copies may differ, as its users choose it. */
const PEER_BITS = [4, 10];

/** Installs imagehash into a virtual environment of its own in the cache folder. */
function installPeer() {
  const folder = join(cacheFolder(), 'duplicates', 'imagehash');
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'done'))) return python;
  mkdirSync(folder, { recursive: true });
  for (const [command, args] of /** @type {[string, string[]][]} */ ([
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', ...PEER]],
  ])) {
    const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) throw new Error(`duplicates: ${command} ${args.join(' ')} failed`);
  }
  writeFileSync(join(folder, 'done'), '');
  return python;
}

/**
 * The hash of each file.
 * @returns {bigint[]}
 */
function peerHashes(python, files) {
  const script = fileURLToPath(new URL('phash.py', import.meta.url));
  const input = files.map((file) => `${file}\n`).join('');
  const { stdout, status } = spawnSync(python, [script], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error('duplicates: phash.py failed');
  return stdout
    .trim()
    .split('\n')
    .map((line) => BigInt(`0x${line}`));
}

/**
 * @param {bigint} one
 * @param {bigint} other
 */
function differingBits(one, other) {
  let rest = one ^ other;
  let count = 0;
  for (; rest > 0n; rest &= rest - 1n) count++;
  return count;
}

/** Checks a folder. */
async function check(folder) {
  const data = await openDataset(folder, {
    cacheFolder: join(folder, '..', 'cache'),
    format: 'unlabeled',
  });
  return (await checkDataset(data, { folder })).duplicates;
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;
/** @param {number} count */
const pairsText = (count) => `${count} pair${count === 1 ? '' : 's'}`;

const { values } = parseArgs({
  options: { every: { type: 'string', default: '1' }, dry: { type: 'boolean', default: false } },
});
const python = installPeer();
const all = await collectPictures(cacheFolder());
// Files that are equal to another are no test of anything.
const contents = new Set();
const pictures = all
  .filter((_, at) => at % Number(values.every) === 0)
  .filter(({ png }) => {
    const content = createHash('sha256').update(png).digest('hex');
    return !contents.has(content) && contents.add(content);
  });
const work = mkdtempSync(join(tmpdir(), 'jssl-duplicates-'));
try {
  const name = (at, kind) => `${String(at).padStart(4, '0')}-${kind}`;
  const originals = join(work, 'originals');
  mkdirSync(originals);
  const files = pictures.map(({ png }, at) => {
    writeFileSync(join(originals, name(at, 'a.png')), png);
    return join(originals, name(at, 'a.png'));
  });
  process.stderr.write(`${pictures.length} pictures\n`);
  const started = performance.now();
  const before = await check(originals);
  const seconds = (performance.now() - started) / 1000;
  const known = new Set(
    before.pairs.map(({ first, second }) => [first.name, second.name].sort().join(' ')),
  );
  const nameOf = (file) => pictures[Number(file.slice(0, 4))]?.name ?? file;
  const found = before.pairs.map((pair) => {
    const named = {
      ...pair,
      first: { ...pair.first, name: nameOf(pair.first.name) },
      second: { ...pair.second, name: nameOf(pair.second.name) },
    };
    return `- ${describeDuplicate(named)} (similarity ${pair.similarity})`;
  });
  const hashes = peerHashes(python, files);
  const peerPairs = PEER_BITS.map((most) => {
    let count = 0;
    for (let one = 0; one < hashes.length; one++) {
      for (let other = 0; other < one; other++) {
        if (differingBits(hashes[one], hashes[other]) <= most) count++;
      }
    }
    return count;
  });
  const rows = [];
  for (const { name: change, expected, apply } of changes) {
    const folder = join(work, 'copies');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const copies = [];
    for (const [at, { png }] of pictures.entries()) {
      const copy = await apply(png);
      const file = join(folder, name(at, copy[0] === 0xff ? 'b.jpg' : 'b.png'));
      writeFileSync(join(folder, name(at, 'a.png')), png);
      writeFileSync(file, copy);
      copies.push(file);
    }
    const { pairs } = await check(folder);
    // Pictures of one group are compared with its first, so a copy counts with the pictures that copy it.
    const at = (file) => file.slice(0, 4);
    const own = new Map();
    let wrong = 0;
    for (const { first, second, changes: made } of pairs) {
      if (at(first.name) === at(second.name)) own.set(at(first.name), made);
      else {
        const key = [first, second]
          .map((one) => name(at(one.name), 'a.png'))
          .sort()
          .join(' ');
        if (!known.has(key)) wrong++;
      }
    }
    const inKnown = new Set([...known].flatMap((key) => key.split(' ').map(at)));
    const asked = pictures.map((_, one) => at(name(one, ''))).filter((one) => !inKnown.has(one));
    const recalled = asked.filter((one) => own.has(one));

    const rightly = recalled.filter((one) => own.get(one).join().includes(expected));
    const copied = peerHashes(python, copies);
    const peer = PEER_BITS.map(
      (most) => hashes.filter((hash, one) => differingBits(hash, copied[one]) <= most).length,
    );
    rows.push([
      change,
      percent(recalled.length / asked.length),
      percent(rightly.length / asked.length),
      wrong,
      ...peer.map((count) => percent(count / pictures.length)),
    ]);
    process.stderr.write(`${rows.at(-1)?.join('  ')}\n`);
  }
  const kinds = [...new Set(pictures.map(({ group }) => group))];
  const groups = kinds.map((kind) => {
    const count = pictures.filter(({ group }) => group === kind).length;
    return `${count} ${kind === 'emoji' ? kind : `${kind}s`}`;
  });
  const table = [
    `| change | found | named correctly | wrong pairs | imagehash, ${PEER_BITS[0]} bits | imagehash, ${PEER_BITS[1]} bits |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    `| none (${pictures.length} pictures) | ${pairsText(before.pairs.length)} | | | ${peerPairs.map(pairsText).join(' | ')} |`,
  ].join('\n');
  const every = values.every === '1' ? '' : ` --every ${values.every}`;
  const about =
    `Measured ${new Date().toISOString().slice(0, 10)} on ${machine()} with \`node tools/duplicates/main.mjs${every}\`: ` +
    `${groups.join(', ')}; nothing in it is random. The check of the unchanged pictures took ${seconds.toFixed(0)} s.`;
  const parts = { recall: `${about}\n\n${table}`, unchanged: found.join('\n') || 'None.' };
  if (values.dry) console.log(Object.values(parts).join('\n\n'));
  else await writeTables('how-to/check-data', parts);
} finally {
  rmSync(work, { recursive: true });
}

/**
 * Reads the inputs of one format, starting at a number, and reports each to its parent before and after, so
 * that the parent knows which input made this process hang or die.
 *
 * Usage: fork(…, [FORMAT, SEED, FIRST, COUNT, FOLDER]), or with an input's folder in place of the numbers.
 */
import { join } from 'node:path';

import { readHostile, writeFiles } from '../../testing/dist/index.js';
import { formats } from './formats.mjs';
import { numbered } from './inputs.mjs';
import { watchMemory } from './memory.mjs';

const [name, seed, first, count, folder] = process.argv.slice(2);
const format = await formats[name]();

const sizeOf = (files) => Object.values(files).reduce((sum, { length }) => sum + length, 0);

for (const [number, files] of numbered(format, Number(seed), Number(first), Number(count))) {
  const place = join(folder, 'input');
  writeFiles(place, files);
  process.send({ number });
  const grown = watchMemory();
  const began = performance.now();
  let outcome;
  try {
    outcome = await readHostile(format, place);
  } catch (error) {
    outcome = `${error.name}: ${error.message}`;
  }
  const milliseconds = performance.now() - began;
  // Errors that nobody listens to come late.
  await new Promise(setImmediate);
  const bytes = grown();
  const most = 2 * sizeOf(files) + (format.memoryConstant ?? 2 ** 26);
  if (bytes > most) outcome = `took ${bytes} bytes of memory, more than ${most}`;
  process.send({ number, outcome, milliseconds, bytes });
}
process.disconnect();

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';

import { readHostile, writeFiles, type HostileFormat } from './hostile-format.js';

/**
 * The short form of `npm run fuzz`: reads some inputs of a format, the same ones each time.
 * @throws Error with the smallest input found that gave neither a valid result nor a documented error; also if
 * nearly all inputs are valid, or nearly all refused, so that they hardly test anything.
 */
export async function expectGoodOrRefused(format: HostileFormat, numRuns: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jssl-hostile-'));
  const counts = { good: 0, refused: 0 };
  try {
    await fc.assert(
      fc.asyncProperty(format.inputs, async (files) => {
        writeFiles(join(folder, 'input'), files);
        counts[await readHostile(format, join(folder, 'input'))]++;
      }),
      { numRuns, seed: 0 },
    );
    if (Math.min(counts.good, counts.refused) < numRuns / 20) {
      throw new Error(`some inputs must be good and some refused, got ${JSON.stringify(counts)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

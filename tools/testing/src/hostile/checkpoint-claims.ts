import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';

import type { HostileFormat } from './hostile-format.js';

/** A state that a run could have written, with 5 steps of an epoch. */
const state = {
  format: 'jssl-run-2',
  fingerprint: 'f00d',
  config: {
    ...{ method: 'jaccard-moco', arch: 'resnet18', width: 4, m: 16, batchSize: 8, featureDim: 8 },
    ...{ epochs: 3, limit: 100, seed: 0 },
  },
  progress: {
    epoch: 1,
    step: 1,
    sums: { loss: { sum: 2, count: 1 } },
    seconds: 1,
    waitedSeconds: 0,
    metrics: [],
  },
  numbers: { optimizerSteps: 1, 'method/pointer': 8, 'method/realKeys': 8 },
};

type Path = readonly string[];

/** The place of every value in an object. */
function pathsOf(value: object, above: Path = []): Path[] {
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
    const path = [...above, name];
    return [path, ...(typeof one === 'object' && one !== null ? pathsOf(one, path) : [])];
  });
}

const claims = fc.oneof(
  fc.constantFrom<unknown>(0, -1, 1.5, 1e6, 1e7, 1e9, 2 ** 31, 2 ** 53, 1e308, null, true, '1', ''),
  fc.constantFrom<unknown>([], {}, [1e9], { sum: 1e9 }, 'resnet152', 'simclr', 'lars', '\u001b[2J'),
  fc.integer(),
  fc.double(),
);

/** `value` with another one at a place, or without it. */
function replaced(value: unknown, [name, ...below]: Path, claim: unknown): unknown {
  if (name === undefined) return claim;
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [name]: replaced(object[name], below, claim) };
}

/** States of checkpoints that claim more or other things than the file holds. */
const claimed = fc
  .array(fc.tuple(fc.constantFrom(...pathsOf(state)), claims), { maxLength: 2 })
  .map((changes) =>
    changes.reduce<unknown>((value, [path, claim]) => {
      // A change above may have removed the place.
      try {
        return replaced(value, path, claim);
      } catch {
        return value;
      }
    }, state),
  );

/** The claims of checkpoints whose files and checksums are right. */
export function checkpointClaims({
  checkpointState,
}: {
  readonly checkpointState: (out: string, state: unknown) => unknown;
}): HostileFormat {
  return {
    name: 'checkpoint-claims',
    inputs: claimed.map((one) => ({ 'state.json': Buffer.from(JSON.stringify(one)) })),
    read: async (folder) => {
      checkpointState('run', JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')));
      return [];
    },
    refusal: /^CheckpointError: /,
  };
}

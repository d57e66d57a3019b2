import { createHash } from 'node:crypto';

import fc from 'fast-check';

import type { HostileFormat } from './hostile-format.js';
import { hostileJson } from './hostile-json.js';
import { hostileSafetensors } from './safetensors-format.js';

const state = { epoch: 3, config: { arch: 'resnet18', seed: 0 }, metrics: [{ epoch: 1 }] };

const stateFile = hostileJson(state).chain((text) => {
  const tensor = { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] };
  const header = { __metadata__: { state: text }, queue: tensor };
  // Often only what is within the state is hostile.
  const headerText = fc.oneof(fc.constant(JSON.stringify(header)), hostileJson(header));
  return hostileSafetensors(headerText, new Uint8Array(16));
});

/** Checkpoints of a run, mostly with the checksum that belongs to the damaged file. */
export function checkpointFormat({
  readCheckpoint,
}: {
  readonly readCheckpoint: (folder: string) => unknown;
}): HostileFormat {
  return {
    name: 'checkpoint',
    inputs: stateFile.chain((bytes) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const current = { file: 'state-30.safetensors', sha256 };
      return fc
        .oneof(
          { weight: 3, arbitrary: fc.constant(JSON.stringify(current)) },
          { weight: 1, arbitrary: hostileJson(current) },
        )
        .map((text) => ({ 'current.json': Buffer.from(text), 'state-30.safetensors': bytes }));
    }),
    read: (folder) => {
      readCheckpoint(folder);
      return Promise.resolve([]);
    },
    refusal: /^CheckpointError: /,
  };
}

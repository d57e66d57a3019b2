import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';

import { bytesOf, hostileNumber, rarely, seldomDamaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';
import { hostileJson } from './hostile-json.js';

/** A JSON header, the length that the file states for it, and the values. */
export function hostileSafetensors(
  headerText: fc.Arbitrary<string>,
  values: Uint8Array,
): fc.Arbitrary<Uint8Array> {
  const length = rarely(hostileNumber(8));
  return fc.tuple(headerText, length).chain(([text, lie]) => {
    const header = Buffer.from(text);
    const start = bytesOf(lie ?? BigInt(header.length), 8, true);
    return seldomDamaged(Buffer.concat([start, header, values]));
  });
}

const header = {
  __metadata__: { format: 'pt', note: 'two tensors' },
  'conv1.weight': { dtype: 'F32', shape: [2, 1, 3], data_offsets: [0, 24] },
  'bn1.bias': { dtype: 'F32', shape: [2], data_offsets: [24, 32] },
};

/** Weights as safetensors. */
export function safetensorsFormat({
  decodeSafetensors,
}: {
  readonly decodeSafetensors: (bytes: Uint8Array) => unknown;
}): HostileFormat {
  return {
    name: 'safetensors',
    inputs: hostileSafetensors(hostileJson(header), new Uint8Array(32).fill(1)).map((bytes) => ({
      'a.safetensors': bytes,
    })),
    read: async (folder) => {
      decodeSafetensors(await readFile(join(folder, 'a.safetensors')));
      return [];
    },
    refusal: /^SafetensorsError: /,
  };
}

import { join } from 'node:path';

import fc from 'fast-check';

import type { HostileFormat } from './hostile-format.js';
import { hostileJson } from './hostile-json.js';
import { hostileSafetensors } from './safetensors-format.js';
import { seedFiles } from './seed-files.js';

/** Weights files of JSSL: safetensors that describe their encoder in JSON within JSON. */
export function encoderFormat({
  loadEncoder,
}: {
  readonly loadEncoder: (path: string) => { readonly encoder: { dispose(): void } };
}): HostileFormat {
  const [[, bytes] = ['', Buffer.alloc(8)]] = seedFiles(/^encoder\.safetensors$/);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as {
    readonly __metadata__: Readonly<Record<'format' | 'encoder' | 'views', string>>;
  };
  const { format, encoder, views } = header.__metadata__;
  const metadata = fc.record({
    format: fc.oneof({ weight: 8, arbitrary: fc.constant(format) }, fc.string()),
    encoder: hostileJson(JSON.parse(encoder)),
    views: hostileJson(JSON.parse(views)),
  });
  const headerText = metadata.chain((__metadata__) => {
    const described = { ...header, __metadata__ };
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant(JSON.stringify(described)) },
      { weight: 1, arbitrary: hostileJson(described) },
    );
  });
  return {
    name: 'encoder',
    inputs: hostileSafetensors(headerText, bytes.subarray(start)).map((file) => ({
      'a.safetensors': file,
    })),
    read: (folder) => {
      loadEncoder(join(folder, 'a.safetensors')).encoder.dispose();
      return Promise.resolve([]);
    },
    refusal: /^InputError: /,
  };
}

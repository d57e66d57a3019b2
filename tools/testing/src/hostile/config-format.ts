import fc from 'fast-check';

import { damaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';
import { hostileJson } from './hostile-json.js';

/** The `config.json` of a run folder. */
export function configFormat({
  readRunConfig,
  defaultTrainConfig,
}: {
  readonly readRunConfig: (folder: string) => unknown;
  readonly defaultTrainConfig: object;
}): HostileFormat {
  const written = {
    config: { ...defaultTrainConfig },
    source: 'images',
    versions: { node: 'v20.0.0' },
    data: { fingerprint: 'f00d', classes: ['a', 'b'] },
  };
  const text = hostileJson(JSON.parse(JSON.stringify(written)));
  return {
    name: 'config',
    inputs: fc
      .oneof(
        { weight: 4, arbitrary: text.map((json) => Buffer.from(json)) },
        { weight: 1, arbitrary: damaged(Buffer.from(JSON.stringify(written))) },
      )
      .map((bytes) => ({ 'config.json': bytes })),
    read: (folder) => {
      readRunConfig(folder);
      return Promise.resolve([]);
    },
    refusal: /^InputError: /,
  };
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { ModelCard } from './model-card.js';

/** An encoder that comes as a package. */
export interface SmallEncoder {
  /** The name that every `jssl` command, and every function that opens a run, takes in place of a path. */
  readonly name: 'small';
  /** Absolute path of the weights: safetensors, whose metadata describe the network and how images are prepared. */
  readonly file: string;
  /** What it was trained on, and how; read from a file of this package. */
  readonly card: ModelCard;
}

/**
 * The small encoder: where its weights are, and facts about it. The README has its accuracy and limits.
 * @example
 * ```ts
 * import { smallEncoder } from '@jssl/small-encoder';
 *
 * const { name, file, card } = smallEncoder;
 * console.log(name, file.endsWith('small.safetensors'), card.sets.length); // small true 8
 * ```
 */
export const smallEncoder: SmallEncoder = {
  name: 'small',
  file: fileURLToPath(new URL('../small.safetensors', import.meta.url)),
  get card() {
    const text = readFileSync(new URL('../card.json', import.meta.url), 'utf8');
    return JSON.parse(text) as ModelCard;
  },
};

import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { Dataset } from '@jssl/data';

/**
 * Whether a source is Tiny-ImageNet-200, for which the original's defaults are made: by its name, or by the list
 * of its 200 classes, which only this data set has.
 * @param source a path, a known name or an open data set.
 */
export function isTinyImagenet(source: string | Dataset): boolean {
  const name = typeof source === 'string' ? basename(source) : source.name;
  if (/^tiny-?imagenet(-200)?(\.|$)/i.test(name)) return true;
  return typeof source === 'string' && existsSync(join(source, 'wnids.txt'));
}

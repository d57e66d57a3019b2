/** Golden vectors of other salts and sizes, made by golden.py in JSSL's cache folder. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { installTorch } from '../measurement/torch-environment.mjs';

const script = fileURLToPath(new URL('golden.py', import.meta.url));
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'jssl');

/** `dev,salt-1:odd` as salts with the names of their sizes. */
export const saltSets = (text) =>
  text.split(',').map((one) => {
    const [salt, sizes = 'default'] = one.split(':');
    return { salt, sizes };
  });

/**
 * Makes one set of vectors unless it is there.
 * @param {{ salt: string, sizes: string }} set
 * @param {'float64' | 'float32' | 'float32-channels-last' | 'tf32' | 'bf16'} precision the last two are
 *   `encoder.json` alone.
 * @returns its folder.
 */
export function makeGolden({ salt, sizes }, precision, sets = join(cache, 'golden')) {
  const folder = join(sets, `${salt}-${precision}-${sizes}`);
  const last = precision === 'tf32' || precision === 'bf16' ? 'encoder.json' : 'augment.json';
  if (existsSync(join(folder, last))) return folder;
  const python = installTorch(cache, 'bench', ['torchvision==0.24.1', 'numpy==2.3.5']);
  process.stderr.write(`> golden vectors: salt ${salt}, ${sizes} sizes, ${precision}\n`);
  const args = [script, folder, salt, precision, sizes];
  const { status } = spawnSync(python, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`golden.py ended with ${status}`);
  return folder;
}

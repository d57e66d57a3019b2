/**
 * Prints what the numbers of tests depend on: the native engines in the cache with their kernels, and the
 * processor's instruction sets. Nx hashes this line, so results are not replayed on another engine or
 * processor. It uses only Node, so that it works before `npm ci`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { join } from 'node:path';

/** As `cacheFolder` of `@jssl/settings`, which cannot be imported without a build. */
function cacheFolder({ JSSL_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env) {
  if (JSSL_CACHE) return JSSL_CACHE;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'jssl');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'jssl');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'jssl');
  return join(homedir(), '.cache', 'jssl');
}

function installedEngines() {
  try {
    const names = readdirSync(join(cacheFolder(), 'engine')).filter((name) =>
      /^tfjs[^/]*$/.test(name),
    );
    return names
      .filter((name) => !name.includes('.tmp'))
      .sort()
      .flatMap((name) => [name, ...kernelsOf(name)]);
  } catch {
    return [];
  }
}

/** The compiled kernels of an engine; others may be there from other versions of the sources. */
function kernelsOf(engine) {
  try {
    return readdirSync(join(cacheFolder(), 'engine', engine, 'kernels'))
      .filter((name) => name.endsWith('.node'))
      .sort();
  } catch {
    return [];
  }
}

/** The instruction sets that change results: rounding differs between vector widths. */
function instructionSets() {
  try {
    const [, flags = ''] =
      /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
    return flags
      .split(' ')
      .filter((flag) => /^(avx|fma|sse4|amx|asimd|sve|bf16)/.test(flag))
      .sort();
  } catch {
    return [cpus()[0]?.model ?? 'unknown'];
  }
}

const engines = installedEngines().join(' ') || 'none';
process.stdout.write(`${engines}; ${process.arch} ${instructionSets().join(' ')}\n`);

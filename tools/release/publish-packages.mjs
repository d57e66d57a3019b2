import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const packages = join(import.meta.dirname, '..', '..', 'packages');

/** Runs npm, whose errors are shown. @returns what it writes. */
export function npm(args, options = {}) {
  const { cwd } = options;
  return execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
}

/** The package.json of a package, by the name of its folder. */
export function manifestOf(name) {
  return JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
}

/**
 * Packs every package into a folder and publishes those with a scope to a registry on this machine.
 * @returns the packed file of each package, by its published name.
 */
export function publishPackages(folder, registry) {
  const tarballs = new Map();
  for (const name of readdirSync(packages)) {
    const packed = npm(['pack', '--json', '--pack-destination', folder], {
      cwd: join(packages, name),
    });
    const tarball = join(folder, JSON.parse(packed)[0].filename);
    const published = manifestOf(name).name;
    tarballs.set(published, tarball);
    if (!published.startsWith('@jssl/')) continue;
    npm([
      'publish',
      '--silent',
      tarball,
      '--provenance=false', // it can only be signed by a build service
      '--registry',
      registry.url,
      '--userconfig',
      registry.userConfig,
    ]);
  }
  return tarballs;
}

/**
 * What each package takes on disk: the packed package alone, and installed by npm in an empty folder with all of its
 * dependencies, and how much of that is not TensorFlow.js. The packages must be built.
 *
 * Usage: node tools/release/sizes.mjs [PACKAGE ...]
 */
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { manifestOf, npm, publishPackages } from './publish-packages.mjs';
import { startRegistry } from './registry.mjs';

const here = import.meta.dirname;
const all = readdirSync(join(here, '..', '..', 'packages'));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : all;

/** The megabytes of the files in a folder. @param left what is left out. */
function megabytesOf(folder, left = / /) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !left.test(path)) bytes += lstatSync(path).size;
  }
  return (bytes / 1e6).toFixed(1);
}

npm(['ci', '--no-audit', '--no-fund'], { cwd: here });
const folder = mkdtempSync(join(tmpdir(), 'jssl-sizes-'));
let registry;
try {
  const verdaccio = join(here, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
  registry = await startRegistry(join(folder, 'registry'), verdaccio);
  const tarballs = publishPackages(folder, registry);
  process.stdout.write('| package | packed, kB | installed, MB | without TensorFlow.js, MB |\n');
  process.stdout.write('| --- | --- | --- | --- |\n');
  for (const name of chosen) {
    const { name: published } = manifestOf(name);
    const project = join(folder, name);
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
    writeFileSync(join(project, '.npmrc'), `@jssl:registry=${registry.url}\n`);
    const tarball = tarballs.get(published);
    // Only @jssl/* comes from the registry on this machine.
    const wanted = published.startsWith('@') ? published : tarball;
    npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', wanted], { cwd: project });
    const modules = join(project, 'node_modules');
    const installed = [megabytesOf(modules), megabytesOf(modules, /@tensorflow[/\\]/)];
    const packed = (statSync(tarball).size / 1e3).toFixed(0);
    process.stdout.write(`| ${[published, packed, ...installed].join(' | ')} |\n`);
    rmSync(project, { recursive: true });
  }
} finally {
  registry?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/**
 * Release check. Packs every package, checks the tarballs (publint, are the types wrong), and publishes them
 * to a registry on this machine. Then, for each package in an empty project: installs what its README says,
 * imports every entry of its `exports`, and runs the README's examples as ES modules, as CommonJS and
 * through the type checker.
 *
 * Usage: node tools/release/main.mjs [PACKAGE ...]
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { manifestOf, npm, publishPackages } from './publish-packages.mjs';
import { startRegistry } from './registry.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const program = (...path) => join(here, 'node_modules', ...path);

npm(['ci', '--no-audit', '--no-fund'], { cwd: here });
const { installLine, writeExamples } = await import('./examples.mjs');

const folder = mkdtempSync(join(tmpdir(), 'jssl-release-'));
const all = readdirSync(join(root, 'packages'));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : all;
const failures = [];
/** The packed file of each package, by its published name. */
let tarballs = new Map();

/** Runs a program; a failure is printed and counted. */
function check(what, command, args, options) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status === 0) return stdout;
  failures.push(what);
  process.stderr.write(`${what} failed:\n${stdout}${stderr}\n`);
  return undefined;
}

function checkTarball(name, tarball) {
  check(`${name}: publint`, process.execPath, [
    program('publint', 'src', 'cli.js'),
    tarball,
    '--strict',
  ]);
  // ES modules alone, which every Node that is supported can require.
  const attw = program('@arethetypeswrong', 'cli', 'dist', 'index.js');
  check(`${name}: types`, process.execPath, [attw, tarball, '--profile', 'esm-only']);
}

/** Images for the examples that read a folder of them. */
const PHOTOS = `
  import { mkdirSync } from 'node:fs';
  import { createRequire } from 'node:module';
  const find = createRequire(import.meta.url);
  const sharp = createRequire(find.resolve('@jssl/data/package.json'))('sharp');
  for (const folder of ['photos/blue', 'photos/red']) mkdirSync(folder, { recursive: true });
  for (let index = 0; index < 40; index++) {
    const background = { r: (7 * index) % 256, g: (31 * index) % 256, b: (101 * index) % 256 };
    const image = sharp({ create: { width: 40, height: 40, channels: 3, background } });
    const folder = index % 2 === 0 ? 'red' : 'blue';
    await image.png().toFile('photos/' + folder + '/' + Math.floor(index / 2) + '.png');
  }`;

/** A run folder with an encoder of random weights, for the examples of what has no trainer. */
const RUN = `
  import { mkdirSync, writeFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  const find = createRequire(createRequire(import.meta.url).resolve('@jssl/features'));
  const { createEncoder, defaultEncoderConfig, encodeSafetensors, stateDict } = find('@jssl/resnet');
  const { defaultViewOptions } = find('@jssl/augment');
  const { describeEncoder } = find('@jssl/features');
  await find('@jssl/engine').loadEngine();
  const config = { ...defaultEncoderConfig, depth: 18, width: 4 };
  const weights = stateDict(createEncoder(config, Math.random));
  mkdirSync('runs/photos', { recursive: true });
  const description = describeEncoder(config, { ...defaultViewOptions, size: 32 });
  writeFileSync('runs/photos/last.safetensors', encodeSafetensors(weights, description));`;

function checkAlone(name, registry) {
  const project = join(folder, name);
  mkdirSync(project);
  const source = join(root, 'packages', name);
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'alone', private: true, type: 'module' }),
  );
  writeFileSync(join(project, '.npmrc'), `@jssl:registry=${registry.url}\n`);
  // Only @jssl/* comes from the registry on this machine; packages without a scope are installed as files.
  const names = installLine(readFileSync(join(source, 'README.md'), 'utf8')).map(
    (wanted) => (wanted.startsWith('@') ? undefined : tarballs.get(wanted)) ?? wanted,
  );
  const install = ['install', '--no-audit', '--no-fund', ...names];
  if (check(`${name}: install`, 'npm', install, { cwd: project }) === undefined) return;
  checkEntries(name, project);
  checkTypes(`${name}: types without Node's`, project, [], [writeEntries(name, project, false)]);
  npm(['install', '--no-audit', '--no-fund', '@types/node@20'], { cwd: project });
  checkTypes(`${name}: types with Node's`, project, ['node'], [writeEntries(name, project, true)]);
  const { name: published, nx } = manifestOf(name);
  if (nx.tags.includes('layer:leaf')) {
    const { dependencies } = JSON.parse(
      readFileSync(join(project, 'node_modules', published, 'package.json'), 'utf8'),
    );
    if (dependencies) failures.push(`${name}: a leaf has dependencies`);
  }
  if (manifestOf(name).bin) checkCommand(name, project);
  const examples = writeExamples(join(source, 'README.md'), project);
  if (examples.length === 0) return;
  if (existsSync(join(project, 'node_modules', '@jssl', 'data'))) {
    check(`${name}: photos`, process.execPath, ['--input-type=module', '-e', PHOTOS], {
      cwd: project,
    });
  }
  for (const [index, example] of examples.entries()) {
    for (const kind of ['module', 'common']) {
      rmSync(join(project, 'runs'), { recursive: true, force: true });
      rmSync(join(project, 'logs'), { recursive: true, force: true });
      if (name === 'features') {
        const args = ['--input-type=module', '-e', RUN];
        check(`${name}: run`, process.execPath, args, { cwd: project });
      }
      check(`${name}: example ${index + 1} as ${kind}`, process.execPath, [example[kind]], {
        cwd: project,
      });
    }
  }
  const sources = examples.map(({ typescript }) => typescript);
  checkTypes(`${name}: types of the examples`, project, ['node'], sources);
  if (name === 'jaccard-loss') checkSize(project);
}

/** Entries whose functions take or return what only Node has. */
const ofNode = ['@jssl/kernels/node', '@jssl/report/local-server', '@jssl/settings/node'];

/** The entries of a package that can be imported: a command would run. */
function entriesOf(name) {
  const { name: published, exports: entries } = manifestOf(name);
  return Object.keys(entries)
    .filter((entry) => !entry.endsWith('.json') && !entries[entry].default.startsWith('./bin/'))
    .map((entry) => `${published}${entry.slice(1)}`);
}

/** Writes TypeScript that imports the entries of a package, those for Node too or not. */
function writeEntries(name, project, node) {
  const file = join(project, `entries-${node ? 'with' : 'without'}-node.ts`);
  const lines = entriesOf(name)
    .filter((entry) => node || !ofNode.includes(entry))
    .map((entry, at) => `import * as entry${at} from '${entry}';\nexport { entry${at} };\n`);
  writeFileSync(file, lines.join(''));
  return file;
}

/** Checks the types of files and of the declarations of JSSL that they load. Those of TensorFlow.js have errors. */
function checkTypes(what, project, types, files) {
  const named = types.length > 0 ? ['--types', types.join()] : [];
  const args = ['--noEmit', '--strict', '--target', 'es2022', ...named];
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const how = ['--skipLibCheck', 'false', '--module', module, '--moduleResolution', resolution];
    const tsc = [program('typescript', 'bin', 'tsc'), ...args, ...how, ...files];
    const { stdout, stderr } = spawnSync(process.execPath, tsc, { cwd: project, encoding: 'utf8' });
    const errors = stdout
      .split('\n')
      .filter((line) =>
        /^(error TS|(node_modules\/(@jssl\/|jssl\/)|[\w-]+\.ts\().*error TS)/.test(line),
      );
    if (errors.length === 0 && stderr === '') continue;
    failures.push(`${what} by ${resolution}`);
    process.stderr.write(`${what} by ${resolution} failed:\n${errors.join('\n')}${stderr}\n`);
  }
}

/** Imports every entry of a package, with the optional peers that some entries need. */
function checkEntries(name, project) {
  const { peerDependencies, peerDependenciesMeta = {} } = manifestOf(name);
  const optional = Object.keys(peerDependenciesMeta)
    .filter((peer) => !peer.includes('tfjs-node'))
    .map((peer) => `${peer}@${peerDependencies[peer]}`);
  if (optional.length > 0)
    npm(['install', '--no-audit', '--no-fund', ...optional], { cwd: project });
  for (const specifier of entriesOf(name)) {
    const code = `if (Object.keys(await import('${specifier}')).length === 0) throw new Error('no exports');`;
    const args = ['--input-type=module', '-e', code];
    check(`${name}: import ${specifier}`, process.execPath, args, { cwd: project });
  }
}

/** The loss must add less than 5 kB to a page that already has TensorFlow.js. */
function checkSize(project) {
  writeFileSync(join(project, 'all.mjs'), "export * from '@jssl/jaccard-loss';\n");
  const args = ['all.mjs', '--bundle', '--minify', '--format=esm', '--external:@tensorflow/*'];
  const bundle = check('jaccard-loss: bundle', program('.bin', 'esbuild'), args, { cwd: project });
  if (bundle === undefined) return;
  process.stdout.write(`jaccard-loss without TensorFlow.js: ${bundle.length} bytes minified\n`);
  if (bundle.length >= 5000) failures.push('jaccard-loss: 5 kB or more');
}

function checkCommand(name, project) {
  const jssl = join(project, 'node_modules', '.bin', 'jssl');
  for (const args of [['--help'], ['data', 'list'], ['doctor', '--json']]) {
    check(`${name}: jssl ${args.join(' ')}`, jssl, args, { cwd: project });
  }
}

let registry;
try {
  registry = await startRegistry(
    join(folder, 'registry'),
    program('verdaccio', 'bin', 'verdaccio'),
  );
  tarballs = publishPackages(folder, registry);
  for (const name of chosen) checkTarball(name, tarballs.get(manifestOf(name).name));
  for (const name of chosen) {
    process.stderr.write(`> ${name} alone\n`);
    checkAlone(name, registry);
  }
} finally {
  registry?.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${chosen.length} packages, ${failures.length} failures\n`);
for (const failure of failures) process.stdout.write(`- ${failure}\n`);
process.exit(failures.length === 0 ? 0 : 1);

/**
 * Whether each package stands alone: packs them all, looks at the tarballs (publint, are the types wrong),
 * publishes them to a registry on this machine, and in an empty project for each installs what its README
 * says, and runs the README's examples there as ES modules, as CommonJS and through the type checker.
 *
 * Usage: node tools/release/main.mjs [PACKAGE ...]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const program = (...path) => join(here, 'node_modules', ...path);
const npm = (args, options = {}) =>
  execFileSync('npm', args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    ...options,
  });

npm(['ci', '--no-audit', '--no-fund'], { cwd: here });
const { startRegistry } = await import('./registry.mjs');
const { installLine, writeExamples } = await import('./examples.mjs');

const folder = mkdtempSync(join(tmpdir(), 'jssl-release-'));
const all = readdirSync(join(root, 'packages'));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : all;
const failures = [];

/** Runs a program, and remembers what it said if it failed. */
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
  mkdirSync('photos', { recursive: true });
  for (let index = 0; index < 40; index++) {
    const background = { r: (7 * index) % 256, g: (31 * index) % 256, b: (101 * index) % 256 };
    await sharp({ create: { width: 40, height: 40, channels: 3, background } }).png().toFile('photos/' + index + '.png');
  }`;

function checkAlone(name, registry) {
  const project = join(folder, name);
  mkdirSync(project);
  const source = join(root, 'packages', name);
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'alone', private: true, type: 'module' }),
  );
  writeFileSync(join(project, '.npmrc'), `@jssl:registry=${registry.url}\n`);
  const names = installLine(readFileSync(join(source, 'README.md'), 'utf8'));
  const install = ['install', '--no-audit', '--no-fund', ...names, '@types/node@20'];
  if (check(`${name}: install`, 'npm', install, { cwd: project }) === undefined) return;
  const tags = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).nx.tags;
  if (tags.includes('layer:leaf')) {
    const { dependencies } = JSON.parse(
      readFileSync(join(project, 'node_modules', '@jssl', name, 'package.json'), 'utf8'),
    );
    if (dependencies) failures.push(`${name}: a leaf has dependencies`);
  }
  if (name === 'cli') checkCommand(project);
  const examples = writeExamples(join(source, 'README.md'), project);
  if (examples.length === 0) return;
  if (/'photos'/.test(readFileSync(examples.at(-1).typescript, 'utf8')) || name === 'trainer') {
    check(`${name}: photos`, process.execPath, ['--input-type=module', '-e', PHOTOS], {
      cwd: project,
    });
  }
  for (const [index, example] of examples.entries()) {
    for (const kind of ['module', 'common']) {
      rmSync(join(project, 'runs'), { recursive: true, force: true });
      rmSync(join(project, 'logs'), { recursive: true, force: true });
      check(`${name}: example ${index + 1} as ${kind}`, process.execPath, [example[kind]], {
        cwd: project,
      });
    }
  }
  const types = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node'];
  for (const [module, resolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    const args = [...types, '--module', module, '--moduleResolution', resolution];
    const files = examples.map(({ typescript }) => typescript);
    const tsc = program('typescript', 'bin', 'tsc');
    check(`${name}: types by ${resolution}`, process.execPath, [tsc, ...args, ...files], {
      cwd: project,
    });
  }
  if (name === 'jaccard-loss') checkSize(project);
}

/** The loss is small: what it adds to a page that has TensorFlow.js already. */
function checkSize(project) {
  writeFileSync(join(project, 'all.mjs'), "export * from '@jssl/jaccard-loss';\n");
  const args = ['all.mjs', '--bundle', '--minify', '--format=esm', '--external:@tensorflow/*'];
  const bundle = check('jaccard-loss: bundle', program('.bin', 'esbuild'), args, { cwd: project });
  if (bundle === undefined) return;
  process.stdout.write(`jaccard-loss without TensorFlow.js: ${bundle.length} bytes minified\n`);
  if (bundle.length >= 5000) failures.push('jaccard-loss: 5 kB or more');
}

function checkCommand(project) {
  const jssl = join(project, 'node_modules', '.bin', 'jssl');
  for (const args of [['--help'], ['data', 'list'], ['doctor', '--json']]) {
    check(`cli: jssl ${args.join(' ')}`, jssl, args, { cwd: project });
  }
}

let registry;
try {
  registry = await startRegistry(
    join(folder, 'registry'),
    program('verdaccio', 'bin', 'verdaccio'),
  );
  for (const name of all) {
    const packed = npm(['pack', '--json', '--pack-destination', folder], {
      cwd: join(root, 'packages', name),
    });
    const tarball = join(folder, JSON.parse(packed)[0].filename);
    if (chosen.includes(name)) checkTarball(name, tarball);
    npm([
      'publish',
      '--silent',
      tarball,
      '--provenance=false', // no build service vouches for what is packed here
      '--registry',
      registry.url,
      '--userconfig',
      registry.userConfig,
    ]);
  }
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

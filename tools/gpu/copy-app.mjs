/** Copies what the check runs: the built packages, the packages that they need, the tools and the golden vectors. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundleGolden } from './bundle-golden.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Loaded only for what the check does not do: graph indexes, HEIC, MPI, and what is for browsers and compilers. */
// cspell:words koromix
const leftOut =
  /^(usearch|libheif-js|koffi|@koromix\/.*|@img\/.*|core-js|regenerator-runtime|@types\/.*|@webgpu\/.*|sharp)$/;
const notRun = /\.(d\.[cm]?ts|[cm]?ts|map|md|tsbuildinfo)$/;

/** What makes the kit, and the listing of a test that needs no GPU. */
const ofPacking =
  /\/tools\/gpu\/(bundle-golden|copy-app|make-kit|recorded-calls)\.mjs$|\/kernels\.json$/;

/** The check reads packed images alone, but the packages import the decoder when they are loaded. */
const noSharp = `module.exports = () => {
  throw new Error('the check has no sharp, so it decodes no images');
};
`;

/** The folders of the packages that the built ones need, as npm has installed them. */
function productionPackages() {
  const list = ['ls', '--omit=dev', '--all', '--parseable'];
  const { stdout } = spawnSync('npm', list, { cwd: root, encoding: 'utf8' });
  return [...new Set(stdout.split('\n'))]
    .filter((path) => path.includes('/node_modules/') && !lstatSync(path).isSymbolicLink())
    .filter((path) => !leftOut.test(path.slice(path.lastIndexOf('/node_modules/') + 14)));
}

/** @param {(path: string) => boolean} wanted tells of each file of a folder whether it is copied. */
function copy(from, to, wanted = () => true) {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => basename(path) !== 'node_modules' && !notRun.test(path) && wanted(path),
  });
}

/** Of TensorFlow.js, which holds itself in eight forms, the file that Node loads. */
function copyTensorflow(from, to) {
  const { main } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const names = readdirSync(join(from, 'dist')).filter((name) => name.endsWith('.wasm'));
  for (const path of ['package.json', main, ...names.map((name) => join('dist', name))]) {
    cpSync(join(from, path), join(to, path));
  }
}

/** @param {string} to a folder that is not there. */
export async function copyApp(to) {
  mkdirSync(join(to, 'node_modules', '@jssl'), { recursive: true });
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name);
    for (const part of ['package.json', 'dist', 'bin', 'native', 'cc']) {
      const target = join(to, 'packages', name, part);
      if (existsSync(join(folder, part))) copy(join(folder, part), target);
    }
    symlinkSync(join('..', '..', 'packages', name), join(to, 'node_modules', '@jssl', name));
  }
  for (const folder of productionPackages()) {
    const target = join(to, relative(root, folder));
    if (folder.includes('/@tensorflow/')) copyTensorflow(folder, target);
    else copy(folder, target);
  }
  const sharp = join(to, 'node_modules', 'sharp');
  mkdirSync(sharp, { recursive: true });
  writeFileSync(join(sharp, 'index.js'), noSharp);
  await bundleGolden();
  for (const path of ['tools/bench', 'tools/measurement', 'tools/gpu', 'tools/testing/vectors']) {
    copy(join(root, path), join(to, path), (one) => !ofPacking.test(one));
  }
  const testing = [
    'dist/fill.js',
    'dist/golden-parameter.js',
    'dist/golden.js',
    'dist/read-golden.js',
  ];
  for (const path of [...testing, 'dist/transpose.js', 'package.json', 'encoder-differences.mjs']) {
    cpSync(join(root, 'tools/testing', path), join(to, 'tools/testing', path));
  }
}

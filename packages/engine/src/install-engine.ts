import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { cacheFolder } from './cache-folder.js';
import { EngineInstallError } from './engine-install-error.js';
import { engineFiles, engineRelease, enginesFolder, type EngineRelease } from './engine-release.js';
import { extractWheel, wheelMembers } from './extract-wheel.js';
import { engineState, fileSizes } from './installed-engine.js';
import { runCommand } from './run-command.js';

/** How far an installation is; `total` is 0 where the length of a phase is not known. */
export interface InstallProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

export interface InstallOptions {
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly cache?: string;
}

/** Wheel, unpacked libraries and JavaScript at the same time. */
const NEEDED_BYTES = 1.6e9;

const remedies = {
  python: 'install Python 3 with pip, for example: apt install python3 python3-pip',
  npm: 'npm comes with Node.js; is the network there?',
  compiler: 'install a C++ compiler, for example: apt install g++, or name one by CXX',
};

/**
 * Installs the native engine into the cache: libtensorflow from the TensorFlow wheel on PyPI, fetched
 * by pip with a pinned hash; tfjs-node's JavaScript and Node's headers from npm with a lock file; the
 * addon compiled from tfjs-node's sources. It is made beside its place and renamed into it whole, so
 * that a broken-off installation is never used, and of two at once one wins.
 *
 * Tried on Linux x64 alone.
 * @returns the folder, and whether it had to be made.
 * @throws EngineInstallError in one sentence with what is missing and what to do.
 */
export async function installEngine({
  onProgress = () => undefined,
  cache = cacheFolder(),
}: InstallOptions = {}): Promise<{ folder: string; made: boolean }> {
  const release = engineRelease();
  const engines = enginesFolder(cache);
  const folder = join(engines, release.id);
  if (engineState(folder) === 'ok') return { folder, made: false };
  mkdirSync(engines, { recursive: true });
  removeAbandoned(engines);
  checkSpace(engines);
  const temporary = join(engines, `${release.id}.tmp-${process.pid}`);
  try {
    await build(release, temporary, onProgress);
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } catch (error) {
    // Another process was first: its engine is as good.
    if (engineState(folder) !== 'ok') throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return { folder, made: true };
}

async function build(
  release: EngineRelease,
  folder: string,
  onProgress: (progress: InstallProgress) => void,
): Promise<void> {
  const files = engineFiles(folder);
  const phase = (name: string, done = 0, total = 0) => {
    onProgress({ phase: name, done, total });
  };
  phase('downloading TensorFlow (about 250 MB)');
  const wheel = await downloadWheel(release, join(folder, 'download'));
  await extractWheel(wheel, folder, wheelMembers, (done, total) => {
    phase('unpacking TensorFlow', done, total);
  });
  rmSync(join(folder, 'download'), { recursive: true });

  phase('downloading tfjs-node');
  cpSync(join(import.meta.dirname, '..', 'native'), files.js, { recursive: true });
  await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: files.js,
    remedy: remedies.npm,
  });

  phase('compiling the addon');
  mkdirSync(dirname(files.addon), { recursive: true });
  await runCommand(process.env['CXX'] ?? 'g++', compilerArguments(folder), {
    remedy: remedies.compiler,
  });
  const manifest = { id: release.id, sizes: fileSizes(folder) };
  writeFileSync(files.manifest, `${JSON.stringify(manifest, null, 1)}\n`, { flush: true });
}

async function downloadWheel({ wheel }: EngineRelease, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  await runCommand(
    'python3',
    [
      ...['-m', 'pip', 'download', '--no-deps', '--require-hashes', '--only-binary=:all:'],
      ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
      ...['--platform', wheel.platform, '--dest', folder, '--requirement', requirements],
    ],
    { remedy: remedies.python },
  );
  const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new EngineInstallError(`pip left no wheel in ${folder}`);
  return join(folder, name);
}

function compilerArguments(folder: string): string[] {
  const files = engineFiles(folder);
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'];
  return [
    ...['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...['-I', join(files.js, 'node_modules', 'node-api-headers', 'include')],
    ...['-I', join(files.libraries, 'include')],
    ...sources.map((source) => join(files.tfjsNode, 'binding', source)),
    ...['-o', files.addon, '-L', files.libraries],
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    ...['-Wl,-rpath,$ORIGIN/../tensorflow', '-Wl,--strip-all'],
  ];
}

function checkSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= NEEDED_BYTES) return;
  const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
  throw new EngineInstallError(
    `${gigabytes(NEEDED_BYTES)} GB are needed in ${folder}, and ${gigabytes(bavail * bsize)} GB are free; ` +
      'free some, or name another folder by JSSL_CACHE',
  );
}

/** Removes what installations left behind whose process is gone. */
function removeAbandoned(engines: string): void {
  for (const name of readdirSync(engines)) {
    const pid = /\.tmp-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      rmSync(join(engines, name), { recursive: true, force: true });
    }
  }
}

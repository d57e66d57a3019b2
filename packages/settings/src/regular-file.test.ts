// cspell:ignore mkfifo
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openRegularFile, readRegularFile } from './regular-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-regular-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a file is read whole, also through a link', () => {
  const path = join(folder, 'a.txt');
  writeFileSync(path, 'text');
  symlinkSync(path, join(folder, 'link'));
  expect(readRegularFile(join(folder, 'link')).toString()).toBe('text');
  const { descriptor, size } = openRegularFile(path);
  closeSync(descriptor);
  expect(size).toBe(4);
});

test('a larger file than expected is refused', () => {
  const path = join(folder, 'a.txt');
  writeFileSync(path, 'text');
  expect(readRegularFile(path, { largest: 4 }).toString()).toBe('text');
  expect(() => readRegularFile(path, { largest: 3 })).toThrow(
    `${path} must have at most 3 bytes, got 4; pass another file`,
  );
});

test('a folder is no file, and a missing file is the error of the file system', () => {
  expect(() => readRegularFile(folder)).toThrow(
    `${folder} is a folder, which cannot be read as a file; pass a file`,
  );
  expect(() => readRegularFile(join(folder, 'none'))).toThrow(/ENOENT/);
});

const onUnix = process.platform === 'win32' ? test.skip : test;

onUnix('a pipe that nobody writes, and a device without end, are refused at once', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(() => readRegularFile(pipe)).toThrow(`${pipe} is a named pipe, which cannot`);
  expect(() => readRegularFile('/dev/zero')).toThrow('/dev/zero is a device, which cannot');
});

onUnix('a socket cannot be opened', async () => {
  const path = join(folder, 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(path, resolve);
  });
  expect(() => readRegularFile(path)).toThrow(/ENXIO|EOPNOTSUPP|is a socket/);
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

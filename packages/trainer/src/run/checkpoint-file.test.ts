import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  CheckpointError,
  hasCheckpoint,
  readCheckpoint,
  writeCheckpoint,
  type Checkpoint,
} from './checkpoint-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-checkpoint-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const checkpointOf = (value: number): Checkpoint => ({
  tensors: { 'query/a': { shape: [2], data: Float32Array.of(value, -0) } },
  state: { epoch: value, list: [1, null], text: 'ü' },
});

const fault = (use: () => unknown): string => {
  try {
    use();
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

test('what is read is what was written, to the bit', () => {
  expect(hasCheckpoint(folder)).toBe(false);
  writeCheckpoint(folder, 7, checkpointOf(0.1));
  expect(hasCheckpoint(folder)).toBe(true);
  const { tensors, state } = readCheckpoint(folder);
  expect(Object.is(tensors['query/a']?.data[1], -0)).toBe(true);
  expect(tensors['query/a']?.data[0]).toBe(Math.fround(0.1));
  expect(state).toEqual({ epoch: 0.1, list: [1, null], text: 'ü' });
});

test('a new one takes the place of the old, and leftovers of a killed writer go', () => {
  writeCheckpoint(folder, 7, checkpointOf(1));
  writeFileSync(join(folder, 'state-9.safetensors.tmp'), 'half');
  writeFileSync(join(folder, 'state-9.safetensors'), 'whole, but not current');
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 1 });
  writeCheckpoint(folder, 12, checkpointOf(2));
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 2 });
  expect(readdirSync(folder).sort()).toEqual(['current.json', 'state-12.safetensors']);
});

test('a checkpoint of the same number is replaced, and whole until the new one is', () => {
  writeCheckpoint(folder, 7, checkpointOf(1));
  for (const [epoch, leftover] of [
    [2, 'state-7.safetensors'],
    [3, 'state-7b.safetensors'],
  ] as const) {
    const current = readFileSync(join(folder, 'current.json'));
    writeCheckpoint(folder, 7, checkpointOf(epoch));
    expect(readCheckpoint(folder).state).toMatchObject({ epoch });
    // A writer that died before it turned current.json had not touched the file named there.
    expect(JSON.parse(current.toString())).toMatchObject({ file: leftover });
    expect(readdirSync(folder)).not.toContain(leftover);
    writeFileSync(join(folder, leftover), 'of a writer that died');
  }
  writeCheckpoint(folder, 7, checkpointOf(4));
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 4 });
});

test('a damaged checkpoint does not hinder the next', () => {
  writeCheckpoint(folder, 7, checkpointOf(1));
  writeFileSync(join(folder, 'current.json'), '{');
  writeCheckpoint(folder, 7, checkpointOf(2));
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 2 });
});

describe('errors', () => {
  test('no checkpoint', () => {
    expect(fault(() => readCheckpoint(folder))).toBe(
      `${folder} has no checkpoint; pass the folder of a training run`,
    );
  });

  test('one changed byte, and a truncated file', () => {
    writeCheckpoint(folder, 7, checkpointOf(1));
    const path = join(folder, 'state-7.safetensors');
    const bytes = readFileSync(path);
    const damaged = `${path} is damaged: its checksum is wrong; restore it from a copy`;
    const changed = Buffer.from(bytes);
    changed[bytes.length - 1] = 1;
    writeFileSync(path, changed);
    expect(fault(() => readCheckpoint(folder))).toBe(damaged);
    writeFileSync(path, bytes.subarray(0, bytes.length - 3));
    expect(fault(() => readCheckpoint(folder))).toBe(damaged);
  });

  test('a state file that is gone', () => {
    writeCheckpoint(folder, 7, checkpointOf(1));
    rmSync(join(folder, 'state-7.safetensors'));
    expect(fault(() => readCheckpoint(folder))).toBe(
      `${join(folder, 'state-7.safetensors')} cannot be read: ENOENT`,
    );
  });

  test.each([
    'not JSON',
    'null',
    '[]',
    '{"file":"state-7.safetensors"}',
    '{"file":"../other/state-7.safetensors","sha256":"00"}',
    '{"file":"/etc/passwd","sha256":"00"}',
  ])('a current.json that is %s', (text) => {
    writeCheckpoint(folder, 7, checkpointOf(1));
    const path = join(folder, 'current.json');
    writeFileSync(path, text);
    expect(fault(() => readCheckpoint(folder))).toBe(
      `${path} is damaged: it names no state file; restore it from a copy`,
    );
  });
});

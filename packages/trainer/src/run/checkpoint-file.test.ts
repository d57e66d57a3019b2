import fs, {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  CheckpointError,
  dropDamagedCheckpoint,
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

test('the last two are kept, and leftovers of a killed writer go', () => {
  writeCheckpoint(folder, 7, checkpointOf(1));
  writeFileSync(join(folder, 'state-9.safetensors.tmp'), 'half');
  writeFileSync(join(folder, 'state-9.safetensors'), 'whole, but not current');
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 1 });
  writeCheckpoint(folder, 12, checkpointOf(2));
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 2 });
  const names = ['current.json', 'previous.json', 'state-12.safetensors'];
  expect(readdirSync(folder).sort()).toEqual([...names, 'state-7.safetensors']);
  writeCheckpoint(folder, 20, checkpointOf(3));
  expect(readdirSync(folder).sort()).toEqual([...names, 'state-20.safetensors']);
  rmSync(join(folder, 'current.json'));
  expect(readCheckpoint(folder)).toMatchObject({
    state: { epoch: 2 },
    fallback: `${join(folder, 'current.json')} cannot be read: ENOENT; using the checkpoint before it, state-12.safetensors: the steps since then are repeated`,
  });
});

test('a checkpoint of the same number is replaced, and whole until the new one is', () => {
  writeCheckpoint(folder, 7, checkpointOf(1));
  const files = ['state-7.safetensors', 'state-7b.safetensors', 'state-7c.safetensors'];
  for (const epoch of [2, 3, 4, 5]) {
    const before = readFileSync(join(folder, 'current.json'), 'utf8');
    writeCheckpoint(folder, 7, checkpointOf(epoch));
    expect(readCheckpoint(folder).state).toMatchObject({ epoch });
    // Each has the name that neither of the two before it has.
    const { file } = JSON.parse(before) as { file: string };
    expect(file).toBe(files[(epoch - 2) % 3]);
    expect(readFileSync(join(folder, 'previous.json'), 'utf8')).toBe(before);
    expect(readdirSync(folder)).toContain(file);
    writeFileSync(join(folder, files[epoch % 3] ?? ''), 'of a writer that died');
  }
  writeCheckpoint(folder, 7, checkpointOf(6));
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 6 });
});

test('a damaged checkpoint does not hinder the next', () => {
  writeCheckpoint(folder, 7, checkpointOf(1));
  writeFileSync(join(folder, 'current.json'), '{');
  writeCheckpoint(folder, 7, checkpointOf(2));
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 2 });
});

describe('a damaged last checkpoint', () => {
  const state = () => join(folder, 'state-12.safetensors');
  const wrongSum = () => `${state()} is damaged: its checksum is wrong`;
  const writeTwo = () => {
    writeCheckpoint(folder, 7, checkpointOf(1));
    writeCheckpoint(folder, 12, checkpointOf(2));
  };
  const flip = (path: string, at: number) => {
    const bytes = readFileSync(path);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };

  test.each<[string, () => void, () => string]>([
    [
      'with a flipped bit',
      () => {
        flip(state(), 8);
      },
      wrongSum,
    ],
    [
      'that was truncated',
      () => {
        truncateSync(state(), 100);
      },
      wrongSum,
    ],
    [
      'that is empty',
      () => {
        truncateSync(state(), 0);
      },
      wrongSum,
    ],
    [
      'of zeros',
      () => {
        writeFileSync(state(), Buffer.alloc(statSync(state()).size));
      },
      wrongSum,
    ],
    [
      'that is gone',
      () => {
        rmSync(state());
      },
      () => `${state()} cannot be read: ENOENT`,
    ],
  ])('%s falls back to the one before', (_, damage, found) => {
    writeTwo();
    damage();
    expect(readCheckpoint(folder)).toMatchObject({
      state: { epoch: 1 },
      fallback: `${found()}; using the checkpoint before it, state-7.safetensors: the 5 steps since then are repeated`,
    });
    dropDamagedCheckpoint(folder);
    expect(readCheckpoint(folder)).not.toHaveProperty('fallback');
    writeCheckpoint(folder, 12, checkpointOf(3));
    expect(readCheckpoint(folder).state).toMatchObject({ epoch: 3 });
    // The one that was used is the one before.
    flip(join(folder, 'current.json'), 0);
    expect(readCheckpoint(folder).state).toMatchObject({ epoch: 1 });
  });

  test('of two that are damaged both are named', () => {
    writeTwo();
    flip(state(), 8);
    rmSync(join(folder, 'state-7.safetensors'));
    const damage = `${wrongSum()}, and ${join(folder, 'state-7.safetensors')} cannot be read: ENOENT`;
    const sentence = (initFrom: string) =>
      `both checkpoints are damaged: ${damage}; restore one from a copy, or start a new run from the last weights with ${initFrom}`;
    expect(fault(() => readCheckpoint(folder))).toBe(sentence('initFrom'));
    try {
      readCheckpoint(folder);
    } catch (error) {
      expect((error as CheckpointError).describe(() => '--init-from')).toBe(
        sentence('--init-from'),
      );
    }
  });

  test('the writer keeps the one before, if nobody has read them', () => {
    writeTwo();
    writeFileSync(join(folder, 'current.json'), '');
    writeCheckpoint(folder, 20, checkpointOf(3));
    rmSync(join(folder, 'state-20.safetensors'));
    expect(readCheckpoint(folder).state).toMatchObject({ epoch: 1 });
  });
});

test('on a full disk the older checkpoint makes room', () => {
  writeCheckpoint(folder, 7, checkpointOf(1));
  writeCheckpoint(folder, 12, checkpointOf(2));
  const full = jest.spyOn(fs, 'fsyncSync').mockImplementation(() => {
    if (!existsSync(join(folder, 'state-7.safetensors'))) return;
    throw Object.assign(new Error('ENOSPC: no space left on device, fsync'), { code: 'ENOSPC' });
  });
  try {
    writeCheckpoint(folder, 20, checkpointOf(3));
  } finally {
    full.mockRestore();
  }
  expect(readCheckpoint(folder).state).toMatchObject({ epoch: 3 });
  rmSync(join(folder, 'state-20.safetensors'));
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

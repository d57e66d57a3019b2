import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InputError, SettingError } from '@jssl/settings';

import { CheckpointError, writeCheckpoint, type FoundCheckpoint } from './checkpoint-file.js';
import { openCheckpoint, OtherVersionError } from './open-checkpoint.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-open-'));
  for (const [number, epoch] of [
    [7, 1],
    [12, 2],
  ] as const) {
    const tensors = { a: { shape: [1], data: Float32Array.of(epoch) } };
    writeCheckpoint(folder, number, { tensors, state: { epoch } });
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const last = () => join(folder, 'state-12.safetensors');
const before = () => join(folder, 'state-7.safetensors');
const damagedAt = ({ file }: FoundCheckpoint) =>
  new CheckpointError(`${file} is damaged: a must be [2], got [1]`, { remedy: 'use a copy' });
/** Opens a checkpoint, but refuses those of some epochs. */
const open = (refused: readonly number[], refusal: (found: FoundCheckpoint) => Error) =>
  openCheckpoint(folder, (found) => {
    const { epoch } = found.state as { readonly epoch: number };
    if (refused.includes(epoch)) throw refusal(found);
    return { epoch, fallback: found.fallback };
  });
const repeated =
  'using the checkpoint before it, state-7.safetensors: the 5 steps since then are repeated';

test('the last checkpoint is opened if it can be used', async () => {
  expect(await open([1], damagedAt)).toEqual({ epoch: 2, fallback: undefined });
});

test.each<[string, (found: FoundCheckpoint) => Error, () => string]>([
  ['damaged inside', damagedAt, () => `${last()} is damaged: a must be [2], got [1]`],
  [
    'of other images',
    () => new InputError('it has other images', { remedy: 'pass its own' }),
    () => `${last()} does not fit: it has other images`,
  ],
  [
    'of settings that do not fit the images',
    () => new SettingError({ setting: 'limit', required: 'at most 40', got: 50 }),
    () => `${last()} does not fit: limit must be at most 40, got 50`,
  ],
])('one that is %s falls back to the one before', async (_, refusal, what) => {
  expect(await open([2], refusal)).toEqual({ epoch: 1, fallback: `${what()}; ${repeated}` });
});

test('if both are damaged, both are named', async () => {
  const both = `both checkpoints are damaged: ${last()} is damaged: a must be [2], got [1], and ${before()} is damaged: a must be [2], got [1]; restore one from a copy, or start a new run from the last weights with initFrom`;
  await expect(open([1, 2], damagedAt)).rejects.toThrow(both);
  const sum = `${last()} is damaged: its checksum is wrong`;
  writeFileSync(last(), readFileSync(last()).fill(0, 100));
  await expect(open([1], damagedAt)).rejects.toThrow(`both checkpoints are damaged: ${sum}, and `);
});

test('an error that both have is that of the last', async () => {
  const refusal = ({ file }: FoundCheckpoint) => new InputError(`${file} has other images`);
  await expect(open([1, 2], refusal)).rejects.toThrow(new InputError(`${last()} has other images`));
});

test('another version, and any other error, does not fall back', async () => {
  for (const error of [new OtherVersionError('newer'), new Error('out of memory')]) {
    await expect(open([2], () => error)).rejects.toBe(error);
  }
});

test('without another checkpoint the error is that of the last', async () => {
  writeFileSync(join(folder, 'previous.json'), readFileSync(join(folder, 'current.json')));
  const message = `${last()} is damaged: a must be [2], got [1]; use a copy`;
  await expect(open([2], damagedAt)).rejects.toThrow(message);
  rmSync(join(folder, 'previous.json'));
  await expect(open([2], damagedAt)).rejects.toThrow(message);
});

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { convolutionAlgorithm, useConvolutionAlgorithm } from '@jssl/engine';
import { loadEncoder } from '@jssl/features';
import { InputError } from '@jssl/settings';
import { twoClasses as data } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig } from '../fixtures/small-config.js';
import { CheckpointError, readCheckpoint, writeCheckpoint } from '../run/checkpoint-file.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { resumeTraining } from './resume.js';
import { train } from './train.js';
import type { RunOptions } from './training-run.js';

let folder: string;
/** Runs of one epoch and of two that nothing disturbed; tests work on copies. */
let undisturbed: string;
beforeAll(async () => {
  undisturbed = mkdtempSync(join(tmpdir(), 'jssl-undisturbed-'));
  await train(data, { ...config, epochs: 1 }, { out: join(undisturbed, 'one') });
  await train(data, config, { out: join(undisturbed, 'two') });
});
afterAll(() => {
  rmSync(undisturbed, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-resume-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Three steps an epoch, and a queue that the batches go round unevenly. */
const config: TrainConfig = { ...smallConfig, width: 2, featureDim: 4, m: 20, batchSize: 12 };

/** A copy of an undisturbed run. @returns its folder. */
function copyRun(which: 'one' | 'two', name: string): string {
  const out = join(folder, name);
  cpSync(join(undisturbed, which), out, { recursive: true });
  return out;
}

/** Everything of a run that time does not change: weights to the byte, metrics, checkpointed tensors. */
function outcome(name: string) {
  const path = join(folder, name);
  const current = readFileSync(join(path, 'checkpoint', 'current.json'), 'utf8');
  const { file: state } = JSON.parse(current) as { file: string };
  const bytes = readFileSync(join(path, 'checkpoint', state));
  const header = 8 + Number(bytes.readBigUInt64LE(0));
  const metrics = readFileSync(join(path, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { imagesPerSecond, durationSeconds, dataWaitShare, residentMegabytes, ...rest } =
        JSON.parse(line) as Record<string, number>;
      const ofTime = [imagesPerSecond, durationSeconds, dataWaitShare, residentMegabytes];
      expect(ofTime.every(Number.isFinite)).toBe(true);
      return rest;
    });
  return {
    metrics,
    last: readFileSync(join(path, 'last.safetensors')).toString('base64'),
    best: readFileSync(join(path, 'best.safetensors')).toString('base64'),
    tensors: bytes.subarray(header).toString('base64'),
    rows: readFileSync(join(path, 'metrics.csv'), 'utf8').trim().split('\n').length,
  };
}

const killed = new Error('killed');

/** Options of a run that dies after so many steps, at once, as by SIGKILL. */
function dyingAfter(steps: number, options: RunOptions = {}): RunOptions {
  let left = steps;
  return {
    ...options,
    onStep: () => {
      if (--left === 0) throw killed;
    },
  };
}

test('a run that dies at any step goes on to the bits of one that never did', async () => {
  copyRun('two', 'whole');
  const whole = outcome('whole');
  // Three steps an epoch, with and without a checkpoint after every step.
  for (const [steps, checkpointMinutes] of [
    [2, 0],
    [3, 15],
    [4, 15],
    [5, 0],
  ] as const) {
    const name = `dies-${steps}-${checkpointMinutes}`;
    const out = join(folder, name);
    const dying = train(data, config, { out, ...dyingAfter(steps, { checkpointMinutes }) });
    await expect(dying).rejects.toBe(killed);
    if (steps === 3) {
      // Before the first checkpoint there is nothing to go on from, which is said.
      await expect(resumeTraining(data, { out })).rejects.toThrow(
        new InputError(
          `${out} has no checkpoint to resume from; pass the folder of a training run`,
        ),
      );
      continue;
    }
    await resumeTraining(data, { out });
    expect(outcome(name)).toEqual(whole);
  }
});

test('a run that is stopped twice can be resumed each time', async () => {
  copyRun('two', 'whole');
  const out = join(folder, 'stopped');
  const stopAfter = (steps: number): RunOptions => {
    const stop = new AbortController();
    let left = steps;
    return {
      signal: stop.signal,
      onStep: () => {
        if (--left === 0) stop.abort();
      },
    };
  };
  const before = tf.memory().numTensors;
  expect(await train(data, config, { out, ...stopAfter(2) })).toMatchObject({ stopped: true });
  expect(await resumeTraining(data, { out, ...stopAfter(3) })).toMatchObject({
    stopped: true,
    last: { epoch: 1 },
  });
  expect(await resumeTraining(data, { out })).toMatchObject({ stopped: false, last: { epoch: 2 } });
  expect(outcome('stopped')).toEqual(outcome('whole'));
  expect(tf.memory().numTensors).toBe(before);
  expect(existsSync(join(out, 'lock'))).toBe(false);
});

test('epochs may be raised: the run continues as if started with them', async () => {
  copyRun('two', 'two');
  const out = copyRun('one', 'one');
  await expect(resumeTraining(data, { out })).rejects.toThrow(
    `epochs must be above 1 to continue the run in ${out}, which is complete, got 1`,
  );
  await resumeTraining(data, { out, changes: { epochs: 2 } });
  expect(outcome('one')).toEqual(outcome('two'));
  const written = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')) as {
    config: TrainConfig;
  };
  expect(written.config.epochs).toBe(2);
});

test('a change of the numbers is noted, and what was chosen is recorded', async () => {
  const out = join(folder, 'a');
  await train(data, { ...config, epochs: 1, schedule: 'cosine' }, { out });
  const notes: string[] = [];
  const onNote = (note: string) => notes.push(note);
  await resumeTraining(data, { out, changes: { epochs: 2, accumulate: 2 }, onNote });
  expect(notes).toEqual([
    expect.stringMatching(/^batches are now computed in 2 parts instead of 1: /),
    expect.stringMatching(/^the cosine schedule now ends after 2 epochs instead of 1: /),
  ]);
  expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({
    config: { epochs: 2, accumulate: 2 },
  });
});

describe('convolutions', () => {
  const before = process.env['JSSL_CONVOLUTION'];
  const use = (algorithm: string | undefined) => {
    if (algorithm === undefined) delete process.env['JSSL_CONVOLUTION'];
    else process.env['JSSL_CONVOLUTION'] = algorithm;
    return useConvolutionAlgorithm();
  };
  afterEach(() => {
    use(before);
  });
  /** 16 channels and more, which the kernels take. */
  const wide = { ...config, width: 8, epochs: 1 };
  const recordOf = (name: string) =>
    JSON.parse(readFileSync(join(folder, name, 'config.json'), 'utf8')) as Record<string, unknown>;

  test('a resumed run computes them as it began, to the bit, and says where it does not', async () => {
    const usual = use(undefined);
    const names = ['from-before-the-choice', 'resumed-usual', 'changed'] as const;
    for (const name of names.slice(0, 2)) {
      use(name === 'from-before-the-choice' ? 'direct' : undefined);
      const out = join(folder, name);
      await expect(
        train(data, wide, { out, ...dyingAfter(2, { checkpointMinutes: 0 }) }),
      ).rejects.toBe(killed);
    }
    cpSync(join(folder, 'resumed-usual'), join(folder, 'changed'), { recursive: true });
    const { convolution, ...older } = recordOf('from-before-the-choice');
    expect(convolution).toBe('direct');
    writeFileSync(join(folder, 'from-before-the-choice', 'config.json'), JSON.stringify(older));
    const notes: string[] = [];
    for (const name of names) {
      use(name === 'changed' ? 'direct' : undefined);
      await resumeTraining(data, {
        out: join(folder, name),
        onNote: (note) => notes.push(`${name}: ${note}`),
      });
    }
    expect(names.map((name) => recordOf(name)['convolution'])).toEqual([
      ...['direct', usual, 'direct'],
    ]);
    use('direct');
    await train(data, wide, { out: join(folder, 'direct') });
    use(undefined);
    await train(data, wide, { out: join(folder, 'usual') });
    expect(outcome('from-before-the-choice')).toEqual(outcome('direct'));
    expect(outcome('resumed-usual')).toEqual(outcome('usual'));
    if (usual === 'direct') return;
    expect(outcome('direct').last).not.toBe(outcome('usual').last);
    expect(notes).toEqual([
      `changed: convolutions are now computed by direct instead of ${usual}: results differ in their last digits from those of a run that was not resumed`,
    ]);
    expect(convolutionAlgorithm()).toBe(usual);
  });
});

test('what would make it another run is refused, and so are other images', async () => {
  const out = copyRun('one', 'a');
  const changes = { epochs: 2, arch: 'resnet50' as const };
  await expect(resumeTraining(data, { out, changes })).rejects.toThrow(
    'arch must be resnet18, as when the run started, got resnet50; leave it out, or start a new run from its weights with initFrom',
  );
  await expect(
    resumeTraining({ ...data, fingerprint: 'other' }, { out, changes: { epochs: 2 } }),
  ).rejects.toThrow(
    new InputError(
      `the run in ${out} was trained on different images than two; pass the original images, or start a new run from its weights with initFrom`,
    ),
  );
  expect(existsSync(join(out, 'lock'))).toBe(false);
});

test('of a complete run the files that are missing or damaged are written again', async () => {
  const out = copyRun('one', 'a');
  const whole = outcome('a');
  const complete = `epochs must be above 1 to continue the run in ${out}, which is complete, got 1`;
  await expect(resumeTraining(data, { out })).rejects.toThrow(complete);
  const notes: string[] = [];
  const resume = () => resumeTraining(data, { out, onNote: (note) => notes.push(note) });

  // A kill right after the last checkpoint: nothing else of the epoch exists.
  for (const file of ['last.safetensors', 'best.safetensors', 'checkpoint/finished.json']) {
    rmSync(join(out, file));
  }
  writeFileSync(join(out, 'metrics.csv'), 'epoch\n');
  writeFileSync(join(out, 'metrics.jsonl'), '');
  expect(await resume()).toMatchObject({ stopped: false, last: { epoch: 1 }, best: { epoch: 1 } });
  expect(outcome('a')).toEqual(whole);
  expect(notes).toEqual([
    `the run in ${out} is complete; written again from its checkpoint: last.safetensors, best.safetensors, metrics.csv, metrics.jsonl, tensorboard/`,
  ]);
  await expect(resume()).rejects.toThrow(complete);

  const weights = readFileSync(join(out, 'last.safetensors'));
  weights[weights.length - 1] = 1;
  writeFileSync(join(out, 'last.safetensors'), weights);
  expect(() => loadEncoder(out)).toThrow(
    new InputError(
      `${join(out, 'last.safetensors')} is damaged: its weights do not have the checksum in its metadata; resume the run, which writes it again, or use another copy of it`,
    ),
  );
  rmSync(join(out, 'tensorboard', 'sprite.png'));
  await resume();
  expect(outcome('a')).toEqual(whole);
  expect(notes.at(-1)).toBe(
    `the run in ${out} is complete; written again from its checkpoint: last.safetensors, tensorboard/`,
  );
  expect(existsSync(join(out, 'tensorboard', 'sprite.png'))).toBe(true);
  expect(existsSync(join(out, 'lock'))).toBe(false);
});

test('a run that was extended, and killed before its next checkpoint, is resumed to its new end', async () => {
  copyRun('two', 'whole');
  const out = copyRun('one', 'a');
  const dying = resumeTraining(data, { out, changes: { epochs: 2 }, ...dyingAfter(1) });
  await expect(dying).rejects.toBe(killed);
  await resumeTraining(data, { out });
  expect(outcome('a')).toEqual(outcome('whole'));
});

test('a damaged last checkpoint falls back to the one before, with the same results', async () => {
  copyRun('two', 'whole');
  const out = join(folder, 'a');
  await expect(
    train(data, config, { out, ...dyingAfter(6, { checkpointMinutes: 0 }) }),
  ).rejects.toBe(killed);
  const state = join(out, 'checkpoint', 'state-5.safetensors');
  const bytes = readFileSync(state);
  writeFileSync(state, bytes.fill(0, 1000));
  const notes: string[] = [];
  await resumeTraining(data, { out, onNote: (note) => notes.push(note) });
  expect(notes[0]).toBe(
    `${state} is damaged: its checksum is wrong; using the checkpoint before it, state-4.safetensors: the step since then is repeated`,
  );
  expect(outcome('a')).toEqual(outcome('whole'));
});

test('a last checkpoint of another encoder, or of other images, falls back to the one before', async () => {
  copyRun('two', 'whole');
  const out = join(folder, 'a');
  await expect(
    train(data, config, { out, ...dyingAfter(6, { checkpointMinutes: 0 }) }),
  ).rejects.toBe(killed);
  const checkpoint = join(out, 'checkpoint');
  const { tensors, state } = readCheckpoint(checkpoint);
  const written = state as { readonly config: object };
  const shape = [4];
  const cases: [object, string][] = [
    [
      { tensors: { ...tensors, 'encoder/bn1.weight': { shape, data: new Float32Array(4) } } },
      'is damaged: encoder/bn1.weight must be [2] according to its settings, got [4]',
    ],
    [{ state: { ...written, fingerprint: 'f00d' } }, 'was trained on different images than'],
  ];
  for (const [at, [change, found]] of cases.entries()) {
    const name = `b${at}`;
    const copy = join(folder, name);
    cpSync(out, copy, { recursive: true });
    writeCheckpoint(join(copy, 'checkpoint'), 5, { tensors, state, ...change });
    const notes: string[] = [];
    await resumeTraining(data, { out: copy, onNote: (note) => notes.push(note) });
    expect(notes[0]).toContain(join(copy, 'checkpoint', 'state-5b.safetensors'));
    expect(notes[0]).toContain(found);
    expect(notes[0]).toMatch(
      /; using the checkpoint before it, state-5.safetensors: no step is repeated$/,
    );
    expect(outcome(name)).toEqual(outcome('whole'));
  }
  const copy = join(folder, 'newer');
  cpSync(out, copy, { recursive: true });
  writeCheckpoint(join(copy, 'checkpoint'), 5, {
    tensors,
    state: { ...written, format: 'jssl-run-3' },
  });
  await expect(resumeTraining(data, { out: copy })).rejects.toThrow(
    'cannot be resumed by this version: its format must be jssl-run-2, got jssl-run-3; use the version that wrote it',
  );
});

test('a damaged checkpoint without one before it is reported, and nothing changes', async () => {
  const out = copyRun('one', 'a');
  const copy = join(folder, 'copy');
  cpSync(out, copy, { recursive: true });
  rmSync(join(copy, 'checkpoint', 'previous.json'), { force: true });
  writeFileSync(join(copy, 'checkpoint', 'current.json'), '{}');
  const again = resumeTraining(data, { out: copy, changes: { epochs: 2 } });
  await expect(again).rejects.toThrow(CheckpointError);
  await expect(again).rejects.toThrow('is damaged: it names no state file');
  expect(readFileSync(join(copy, 'last.safetensors'))).toEqual(
    readFileSync(join(out, 'last.safetensors')),
  );
});

test('initFrom starts a run from the weights of another', async () => {
  const first = copyRun('one', 'first');
  const tiny = { ...config, epochs: 1, lr: 1e-12 };
  await train(data, tiny, { out: join(folder, 'warm'), initFrom: first });
  const weights = (name: string) => readFileSync(join(folder, name, 'last.safetensors'));
  const [from, warm] = [weights('first'), weights('warm')];
  expect(warm.length).toBe(from.length);
  // Nothing moves at such a rate but the running statistics.
  const header = 8 + Number(from.readBigUInt64LE(0));
  expect(warm.readFloatLE(header)).toBeCloseTo(from.readFloatLE(header), 6);
  await expect(
    train(data, { ...tiny, width: 4 }, { out: join(folder, 'wide'), initFrom: first }),
  ).rejects.toThrow(
    /^initFrom must be an encoder of the same shape as the one to train, got .*last\.safetensors \(width \d+ instead of width 4\); set width as in that encoder$/,
  );
  expect(existsSync(join(folder, 'wide'))).toBe(false);
});

test('a run folder in use is refused to a second process', async () => {
  const out = join(folder, 'a');
  let second: Promise<unknown> | undefined;
  await train(
    data,
    { ...config, epochs: 1 },
    {
      out,
      checkpointMinutes: 0,
      onStep: ({ step }) => {
        if (step === 2) second = resumeTraining(data, { out }).catch((error: unknown) => error);
      },
    },
  );
  expect(await second).toBeInstanceOf(InputError);
  expect((await second)?.toString()).toContain(
    `${out} is being trained by process ${process.pid} on ${hostname()} since `,
  );
});

test('a k that was derived is recorded, and a resumed run keeps it', async () => {
  const out = join(folder, 'derived');
  const withoutK = { ...config, k: undefined, epochs: 1 };
  const first = await train(data, withoutK, { out });
  const recorded = () =>
    (JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')) as { config: TrainConfig }).config
      .k;
  // √40 = 6.3.
  expect([recorded(), first.last?.k]).toEqual([6, 6]);
  // What is recorded is kept, also where it is not what would be derived.
  const about = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')) as { config: object };
  const kept = { ...about, config: { ...about.config, k: 9 } };
  writeFileSync(join(out, 'config.json'), JSON.stringify(kept));
  const folderOf = join(out, 'checkpoint');
  const { tensors, state } = readCheckpoint(folderOf);
  const changed = { ...(state as { config: object }) };
  writeCheckpoint(folderOf, 100, {
    ...{ tensors, state: { ...changed, config: { ...changed.config, k: 9 } } },
  });
  const { last } = await resumeTraining(data, { out, changes: { epochs: 2 } });
  expect([recorded(), last?.k]).toEqual([9, 9]);
});

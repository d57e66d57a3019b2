import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Dataset } from '@jssl/data';
import { loadEncoder } from '@jssl/features';
import { darkAndBright, twoClasses as data, unlabeled } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { smallConfig } from '../fixtures/small-config.js';
import type { ComparisonPlan } from './comparison-plan.js';
import type { Comparison } from './comparison.js';
import { readComparison } from './comparison-record.js';
import { decodeOutcomes } from './outcome-bits.js';
import { runComparison, type ComparisonOptions } from './run-comparison.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-compare-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const plan: ComparisonPlan = {
  methods: ['jaccard-moco', 'moco'],
  temperatures: [0.5],
  weightsList: [smallConfig.weights],
  seeds: 1,
  config: smallConfig,
};

const compare = (name: string, changed: Partial<ComparisonPlan> = {}, options = {}) =>
  runComparison(
    data,
    { ...plan, ...changed },
    { tensorBoard: false, ...options, out: join(folder, name) },
  );

/** Without what depends on the clock. */
const timeless = ({ runs, baselines }: Comparison) => ({
  runs: runs.map((run) => ({ ...run, secondsPerEpoch: undefined })),
  baselines,
});

test('all runs are trained and measured, and one that was stopped goes on to the same numbers', async () => {
  const before = tf.memory().numTensors;
  const { comparison, stopped } = await compare('whole', {}, { about: { command: 'typed' } });
  expect(stopped).toBe(false);
  expect(tf.memory().numTensors).toBe(before);
  const names = ['jaccard-moco-t0.5-seed0', 'moco-t0.5-seed0'];
  expect(comparison.planned).toEqual(names);
  expect(comparison.runs.map(({ name }) => name)).toEqual(comparison.planned);
  expect(comparison.baselines.map(({ name, seed }) => [name, seed])).toEqual([
    ['raw pixels', 0],
    ['random weights', 0],
  ]);
  for (const { measures, secondsPerEpoch } of comparison.runs) {
    expect(secondsPerEpoch).toBeGreaterThan(0);
    // Dark and bright are told apart by anything.
    expect(measures).toMatchObject({ linear: { top1: 1 } });
    expect(measures?.validation).toBeGreaterThanOrEqual(0.5);
    expect(measures).not.toHaveProperty('retrieval');
    expect(measures?.validated).toEqual({ linear: 1 });
    // Every test image is classified correctly by the linear probe.
    const right = decodeOutcomes(measures?.outcomes?.linear ?? '', comparison.data.testImages);
    expect(right).toEqual(right.map(() => 1));
  }
  expect(readComparison(join(folder, 'whole'))).toEqual(JSON.parse(JSON.stringify(comparison)));
  const ran: unknown = JSON.parse(
    readFileSync(join(folder, 'whole', names[0] ?? '', 'config.json'), 'utf8'),
  );
  expect(ran).toMatchObject({ command: 'typed', config: { method: 'jaccard-moco', seed: 0 } });

  // Stopped within the second run, and called until it is complete.
  const stop = new AbortController();
  let steps = 0;
  const options: Partial<ComparisonOptions> = {
    signal: stop.signal,
    onStep: () => {
      if (++steps === 6) stop.abort();
    },
  };
  const first = await compare('parts', {}, options);
  expect(first).toMatchObject({ stopped: true, comparison: { runs: [{ name: names[0] }] } });
  const begun: string[] = [];
  const second = await compare(
    'parts',
    {},
    { onBegin: ({ name }: { name: string }) => begun.push(name) },
  );
  expect(begun).toEqual(comparison.planned.slice(1));
  expect(timeless(second.comparison)).toEqual(timeless(comparison));
  for (const name of comparison.planned) {
    const [one, other] = ['whole', 'parts'].map((out) =>
      readFileSync(join(folder, out, name, 'last.safetensors')),
    );
    expect(one?.equals(other ?? new Uint8Array())).toBe(true);
  }

  // Complete: nothing is trained; more seeds are only added.
  begun.length = 0;
  const onBegin = ({ name }: { name: string }) => begun.push(name);
  expect((await compare('parts', {}, { onBegin })).comparison.runs).toHaveLength(2);
  expect(begun).toEqual([]);
  const { comparison: more } = await compare('parts', { methods: ['moco'], seeds: 2 }, { onBegin });
  expect(begun).toEqual(['moco-t0.5-seed1']);
  expect(more.runs).toHaveLength(3);
  expect(more.planned).toEqual(['moco-t0.5-seed0', 'moco-t0.5-seed1']);
  await expect(compare('parts', { config: { ...plan.config, epochs: 3 } })).rejects.toThrow(
    `epochs must be 2 as in the comparison in ${join(folder, 'parts')}, whose runs share one budget, got 3; leave it as it was, or pass another folder`,
  );
});

test('a run that fails is recorded, the rest goes on, and the next call tries it again', async () => {
  const one = { seeds: 1, config: { ...smallConfig, epochs: 1 } };
  let failing = true;
  const onStep = () => {
    if (failing) throw new Error('the loss became NaN');
  };
  const onBegin = ({ config }: { config: { method: string } }) => {
    failing = config.method === 'jaccard-moco';
  };
  const { comparison, stopped } = await compare('run', one, { onStep, onBegin });
  expect(stopped).toBe(false);
  expect(comparison.runs).toMatchObject([
    { name: 'jaccard-moco-t0.5-seed0', error: 'the loss became NaN' },
    { name: 'moco-t0.5-seed0', measures: { linear: { top1: 1 } } },
  ]);
  const { comparison: again } = await compare('run', one);
  expect(again.runs.map(({ error }) => error)).toEqual([undefined, undefined]);
  expect(again.runs).toHaveLength(2);
  const { encoder } = loadEncoder(join(folder, 'run', 'jaccard-moco-t0.5-seed0'));
  tf.dispose([encoder.parameters, encoder.statistics]);
});

/** Ten images of five objects by two vendors, both drawings alike in brightness. */
const drawn: Dataset = {
  ...data,
  partners: { attribute: 'identity', across: 'vendor' },
  test: {
    ...darkAndBright(10),
    attributes: {
      identity: ['a', 'b', 'a', 'b', 'c', 'd', 'c', 'd', 'e', 'f'],
      vendor: ['1', '1', '2', '2', '1', '1', '2', '2', '1', '2'],
    },
  },
};

test('partners are sought, and what was recorded before they were is measured, not trained', async () => {
  const out = join(folder, 'drawn');
  const one = { ...plan, methods: ['moco'] as const, config: { ...smallConfig, epochs: 1 } };
  const trained: number[] = [];
  const call = () =>
    runComparison(drawn, one, {
      ...{ out, tensorBoard: false },
      onStep: ({ step }) => trained.push(step),
    });
  const { comparison } = await call();
  expect(trained).not.toEqual([]);
  // Of eight that have a partner each is sought among the other vendor's five.
  const { retrieval } = comparison.data;
  expect(retrieval?.chance.queries).toBe(8);
  expect(retrieval?.chance.recall[0]).toBeCloseTo(0.2, 15);
  const [run] = comparison.runs;
  const measured = [run, ...comparison.baselines].map((one) => one?.measures?.retrieval);
  for (const found of measured) {
    expect(found).toMatchObject({ queries: 8, recall: [expect.any(Number), 1, 1] });
  }
  // Dark and bright are told apart by raw pixels, so that two or three of the five are left.
  expect(comparison.baselines[0]?.measures.retrieval?.recall[0]).toBeGreaterThan(0.2);

  // As a former version wrote it, which had no such setting either.
  const forgetful = (key: string, value: unknown) =>
    ['retrieval', 'syncBn'].includes(key) ? undefined : value;
  const file = join(out, 'comparison.json');
  const former = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')), forgetful);
  writeFileSync(file, former);
  const opened = readComparison(out);
  expect(opened.data).not.toHaveProperty('retrieval');
  expect(opened.runs[0]?.measures?.knn).toEqual(run?.measures?.knn);
  trained.length = 0;
  expect(timeless((await call()).comparison)).toEqual(timeless(comparison));
  expect(trained).toEqual([]);

  // Of a run that is no longer there the record is kept as it is.
  writeFileSync(file, former);
  rmSync(join(out, run?.name ?? ''), { recursive: true });
  const { comparison: kept } = await call();
  expect(trained).toEqual([]);
  expect(kept.runs).toEqual(opened.runs);
  expect(kept.baselines).toEqual(comparison.baselines);
});

test('what cannot be compared is refused before anything is made', async () => {
  const out = join(folder, 'none');
  await expect(runComparison(unlabeled, plan, { out })).rejects.toThrow(
    'evaluation needs labeled training and test images',
  );
  await expect(
    compare('none', { config: { ...plan.config, batchSize: 64, m: 64 } }),
  ).rejects.toThrow('batchSize must be at most the number of training images');
  expect(existsSync(out)).toBe(false);
  writeFileSync(join(folder, 'mine'), '');
  await expect(runComparison(data, plan, { out: folder })).rejects.toThrow(
    `out must be a new folder or that of a comparison, got ${folder}, which has other content; choose another`,
  );
  writeFileSync(join(folder, 'comparison.json'), '{}');
  await expect(runComparison(data, plan, { out: folder })).rejects.toThrow(
    `${join(folder, 'comparison.json')} is not a comparison: its format must be jssl-comparison-1; pass another folder`,
  );
});

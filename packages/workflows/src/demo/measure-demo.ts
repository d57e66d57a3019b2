import { join } from 'node:path';

import {
  chanceAccuracy,
  chanceOfRetrieval,
  evaluateFewLabels,
  evaluateLinear,
  reportKnn,
  reportRetrieval,
  retrievalTask,
  sweptNeighbors,
} from '@jssl/features';
import type { Verdict } from '@jssl/report';

import type { WorkOptions } from '../data/work-options.js';
import { measureWithBaselines } from '../measure/baselines.js';
import { withEvaluatedRun, type EvaluatedRun } from '../measure/evaluated-run.js';
import { judgeRetrieval, judgeRows } from '../measure/judge-rows.js';
import type { RetrievalResult } from '../measure/measure-knn.js';
import type { MeasuredAccuracy, MeasuredSubject } from '../measure/measurement.js';
import { withoutQueries } from '../measure/without-right.js';
import { findNeighbors } from '../search/find-neighbors.js';
import type { DemoName } from './demo-settings.js';

/** The temperature of kNN's votes. */
const VOTES = 0.1;
/** Neighbors on the page of pictures. */
const SHOWN = 8;

/** What to do if the encoder wins. */
const USE = 'training helped, so try it on images of your own';
/** How the verdict speaks of finding partners. */
const emojiTask = {
  task: "The other vendor's drawing is among the first five for",
  ...{ queries: 'test drawings', groups: 'emoji' },
};

/** A row of a demo's table. */
export type DemoRow = MeasuredSubject & {
  /** By kNN, at the k that is best on validation images. */
  readonly knn: MeasuredAccuracy;
  /** By a linear classifier. */
  readonly linear?: MeasuredAccuracy;
  /** Of finding an image's partners: the same emoji, drawn by the other vendor. */
  readonly retrieval?: RetrievalResult;
  /** By kNN with a few labeled images per class, the mean of several draws, in [0, 1]. */
  readonly fewLabels?: number;
};

/** What a demo measures: the trained encoder, then raw pixels, random weights and chance. */
export interface DemoRows {
  readonly rows: readonly DemoRow[];
  /** What the results mean, by the same rules as of every measurement. */
  readonly judgment: Verdict;
  /** A page of test images with their neighbors, if it was drawn. */
  readonly neighbors?: string;
}

/** Measures the encoder of a demo, and draws neighbors of some test images of the emoji. */
export async function measureDemo(
  out: string,
  name: DemoName,
  options: WorkOptions & { readonly labelsPerClass?: number | undefined },
): Promise<DemoRows> {
  const { signal, labelsPerClass } = options;
  const measured = await withEvaluatedRun(out, { weights: 'last', signal }, async (run) => {
    const { partners, test } = run.data;
    const task = partners && test ? retrievalTask(test, partners) : undefined;
    const { seed = 0 } = run.config;
    const ks = sweptNeighbors('auto', run.train.labels ?? new Int32Array());
    const rows = await measureWithBaselines(
      run,
      async (features) => ({
        knn: await reportKnn(features, { k: ks, temperature: [VOTES], seed }),
        ...(name === 'fashion-mnist' && { linear: accuracyOf(await evaluateLinear(features)) }),
        ...(task && { retrieval: await reportRetrieval(features.test.features, task, seed) }),
        ...(labelsPerClass !== undefined && {
          fewLabels: await evaluateFewLabels(features, { labelsPerClass, seed }),
        }),
      }),
      options,
    );
    const guess = chanceAccuracy(run.classes);
    const chance: DemoRow = {
      ...{ name: guess.name, knn: guess },
      ...(name === 'fashion-mnist' && { linear: guess }),
      ...(task && { retrieval: chanceOfRetrieval(task) }),
      ...(labelsPerClass !== undefined && { fewLabels: 1 / run.classes }),
    };
    const searched = rows.flatMap(({ retrieval, ...row }) =>
      retrieval ? [{ ...row, retrieval }] : [],
    );
    const judgment = task
      ? judgeRetrieval(out, run, { rows: searched, use: USE, ...emojiTask })
      : judgeRows(out, run, {
          rows: rows.map(({ knn, ...row }) => ({ ...knn, ...row })),
          use: USE,
        });
    const summed = rows.map(({ knn, retrieval, ...row }) => ({
      ...{ ...row, knn: accuracyOf(knn) },
      ...(retrieval && { retrieval: withoutQueries(retrieval) }),
    }));
    const shown = task ? shownImages(run) : [];
    return { rows: [...summed, chance], judgment, shown, data: run.data };
  });
  const { rows, judgment, shown, data } = measured;
  if (shown.length === 0) return { rows, judgment };
  const html = join(out, 'neighbors.html');
  await findNeighbors(out, shown, { ...options, in: data, k: SHOWN, html, force: true });
  return { rows, judgment, neighbors: html };
}

/** One test image of each class. */
function shownImages({ data: { test } }: EvaluatedRun): string[] {
  if (!test?.labels) return [];
  const labels = [...test.labels];
  return [...new Set(labels)].map((label) => test.name(labels.indexOf(label)));
}

/** Without what takes much space in a file. */
function accuracyOf({ top1, top5, balanced, ...report }: MeasuredAccuracy): MeasuredAccuracy {
  const { top1Interval, top5Interval } = report;
  return {
    ...{ top1, top5, balanced },
    ...(top1Interval && { top1Interval }),
    ...(top5Interval && { top5Interval }),
  };
}

import { basename } from 'node:path';

import type { Dataset, OpenOptions } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import {
  judgeComparison,
  summarizeComparison,
  writeComparisonPages,
  type ComparisonSummary,
  type Verdict,
} from '@jssl/report';
import { plannedRuns, runComparison, type Comparison, type ComparisonOptions } from '@jssl/trainer';

import { chooseSource } from '../data/choose-source.js';
import { openData, type DataOptions } from '../data/open-data.js';
import type { WorkOptions } from '../data/work-options.js';
import { recordOfImages } from '../runs/record-of-images.js';
import { estimateComparison, type ComparisonEstimate } from './comparison-estimate.js';
import { checkCheckpointMinutes } from '../train/check-checkpoint-minutes.js';
import { comparisonPlan, type CompareSettings } from './compare-settings.js';
import { versions } from '../train/versions.js';

/** Options of {@link compare}. */
export interface CompareOptions
  extends
    WorkOptions,
    Pick<DataOptions, 'onData'>,
    Pick<OpenOptions, 'format' | 'cacheLimit' | 'labels'>,
    Pick<ComparisonOptions, 'onStep' | 'onEpoch' | 'onNote' | 'onRecord' | 'onBegin'> {
  /** Folder of the comparison: a new one, or one to resume. Default `runs/compare-DATA`. */
  readonly out?: string | undefined;
  /** Called before anything is trained; it may throw, or reject, to stop. */
  readonly onPlan?: ((estimate: ComparisonEstimate) => void | Promise<void>) | undefined;
  /** Longest time between checkpoints. Default 15. */
  readonly checkpointMinutes?: number | undefined;
  /** Recorded as the command that made it. Default: none. */
  readonly command?: string | undefined;
}

/** The outcome of a comparison. */
export interface ComparedMethods {
  readonly out: string;
  readonly comparison: Comparison;
  readonly summary: ComparisonSummary;
  /** What the results mean; undefined until a run was measured. */
  readonly verdict: Verdict | undefined;
  /** Whether `signal` stopped it; the same call resumes it. */
  readonly stopped: boolean;
}

/**
 * Trains methods with the same budget over several seeds, measures them, and writes `compare.html` and
 * `compare.md`. Call it again to resume; more seeds, methods or temperatures extend the comparison.
 * @throws SettingError or InputError for invalid settings or inputs, before anything is trained.
 * @example
 * ```ts
 * import { compare } from '@jssl/workflows';
 *
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * const what = { methods: ['jaccard-moco', 'moco'], seeds: 1, settings: small } as const;
 * const { comparison } = await compare('photos', what, { out: 'comparison' });
 * console.log(comparison.runs.length, comparison.runs[0]?.error); // 2 undefined
 * ```
 */
export async function compare(
  source: string | Dataset | undefined,
  compared: CompareSettings = {},
  options: CompareOptions = {},
): Promise<ComparedMethods> {
  checkCheckpointMinutes(options.checkpointMinutes);
  const plan = comparisonPlan(compared);
  const chosen = chooseSource(source);
  const name = typeof chosen === 'string' ? basename(chosen) : chosen.name;
  const { out = `runs/compare-${name}`, format, cacheLimit, labels, command, signal } = options;
  const engine = await loadEngine();
  const { onProgress, onData, onStep, onEpoch, onNote, onBegin, onRecord } = options;
  const { imageSize, valueRange } = plan.config;
  const opening = {
    ...{ signal, onProgress, onData, imageSize, valueRange, format, cacheLimit, labels },
  };
  const data = await openData(chosen, opening);
  await options.onPlan?.(estimateComparison(plannedRuns(plan), data, out));
  const images = recordOfImages(chosen, options);
  const { comparison, stopped } = await runComparison(data, plan, {
    ...(signal && { signal }),
    ...(onStep && { onStep }),
    ...(onEpoch && { onEpoch }),
    ...(onNote && { onNote }),
    ...(onBegin && { onBegin }),
    onMeasure: ({ phase, ...progress }) => {
      signal?.throwIfAborted();
      onProgress?.({ ...progress, phase: `measuring ${phase}` });
    },
    ...{ out, checkpointMinutes: options.checkpointMinutes ?? 15, tensorBoard: false },
    about: { ...images, command, engine, versions: versions() },
    onRecord: (comparison) => {
      onRecord?.(comparison);
      writeComparisonPages(out, comparison);
    },
  });
  const summary = summarizeComparison(comparison);
  const verdict = judgeComparison(comparison, summary.contenders);
  return { out, comparison, summary, verdict, stopped };
}

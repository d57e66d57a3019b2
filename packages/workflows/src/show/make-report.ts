import { join } from 'node:path';

import type { Dataset } from '@jssl/data';
import {
  checkReportFile,
  makeComparison,
  makeReport as makeRunReport,
  type StudyOptions,
} from '@jssl/report';
import { InputError } from '@jssl/settings';
import { readRunConfig } from '@jssl/trainer';

import { openData, type DataOptions } from '../data/open-data.js';
import { progressOf, type WorkOptions } from '../data/work-options.js';
import { matchChannels } from '../runs/match-channels.js';
import { openedAs, recordedChannels } from '../runs/recorded-run.js';
import { rememberRunSource, runSource } from '../runs/run-source.js';
import { checkRunWeights } from '../runs/weights-settings.js';

/** How to make a report. */
export interface MakeReportOptions
  extends
    WorkOptions,
    Pick<DataOptions, 'onData' | 'format' | 'labels'>,
    Pick<StudyOptions, 'weights'> {
  /** The images of the run. Default: those that it was trained on. */
  readonly data?: string | Dataset | undefined;
  /** Default: `report.html` in the run folder, or for several runs in the working directory. */
  readonly out?: string | undefined;
}

/**
 * Writes the report of a run (curves, map of the embeddings, neighbors, classes, views, settings), or one
 * that compares several runs. An earlier report is replaced; any other file is kept.
 * @param runs a run folder, or several to compare.
 * @returns the file.
 * @throws InputError for a damaged run, unsuitable images, or another file in the way.
 * @example
 * ```ts
 * import { makeReport } from '@jssl/workflows';
 *
 * console.log(await makeReport('runs/photos')); // runs/photos/report.html
 * ```
 */
export async function makeReport(
  runs: string | readonly string[],
  options: MakeReportOptions = {},
): Promise<string> {
  const [run, ...others] = typeof runs === 'string' ? [runs] : runs;
  if (run === undefined) throw new InputError('there is no run to report; pass one or several');
  const { data: given, weights } = options;
  if (weights !== undefined) checkRunWeights(weights);
  if (others.length > 0) {
    if (given !== undefined) {
      throw new InputError('several runs are compared without their images; leave the images out');
    }
    const out = options.out ?? 'report.html';
    makeComparison([run, ...others], { out });
    return out;
  }
  const recorded = readRunConfig(run);
  const out = options.out ?? join(run, 'report.html');
  // Before images are decoded, which can take long.
  checkReportFile(out);
  const { signal, onProgress, onData } = options;
  const source = runSource({ path: run, recorded }, given);
  const storedAs = openedAs(options, { path: run, recorded, isOwn: true });
  const stored = await openData(source, {
    ...{ signal, onProgress, onData, imageSize: recorded.config.imageSize },
    ...storedAs,
  });
  rememberRunSource(run, recorded, { source, labels: storedAs.labels, data: stored });
  const channels = recordedChannels(recorded) ?? stored.channels;
  const data = matchChannels({ channels }, stored, undefined);
  await makeRunReport(run, data, {
    out,
    ...(weights && { weights }),
    onProgress: progressOf(options),
  });
  return out;
}

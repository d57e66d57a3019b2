import { statSync } from 'node:fs';
import { resolve } from 'node:path';

import { sourceFormats, type OpenOptions, type SourceFormat } from '@jssl/data';
import { readRunConfig, type RunConfig } from '@jssl/trainer';

/**
 * The recorded settings of a run folder; empty for a weights file.
 * @throws InputError when it is another folder, or damaged.
 */
export function recordedRun(path: string): Partial<RunConfig> {
  const isRun = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isRun ? readRunConfig(path) : {};
}

/** The format of the images that a run was trained on, if its `config.json` names one. */
export function recordedFormat(recorded: object): SourceFormat | undefined {
  const format: unknown = 'format' in recorded ? recorded.format : undefined;
  // The spelling before version 0.2.
  if (format === 'unlabelled') return 'unlabeled';
  return sourceFormats.find((one) => one === format);
}

/** The file with the labels of the images that a run was trained on, if its `config.json` names one. */
export function recordedLabels(recorded: object): string | undefined {
  const labels: unknown = 'labels' in recorded ? recorded.labels : undefined;
  return typeof labels === 'string' ? labels : undefined;
}

/** How images are stored and labeled. */
export type StoredAs = Pick<OpenOptions, 'format' | 'labels'>;

/** How to open images: as given, else as recorded in a run. */
export function openedAs({ format, labels }: StoredAs, recorded: object): StoredAs {
  return {
    format: format ?? recordedFormat(recorded),
    labels: labels ?? recordedLabels(recorded),
  };
}

/** What a run records about how its images are stored and labeled. */
export function recordOfImages({ format, labels }: StoredAs) {
  return { format, ...(labels !== undefined && { labels: resolve(labels) }) };
}

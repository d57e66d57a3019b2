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

/**
 * How to open images for the encoder of a run: as given, or else, for the run's own images, as the run
 * recorded. Other images are scaled by the run's ranges (`recordedRanges`).
 * @param isOwn whether the images are those of the run.
 */
export function openedAs(
  { format, labels }: StoredAs,
  recorded: Partial<RunConfig>,
  isOwn: boolean,
): StoredAs & Pick<OpenOptions, 'valueRange' | 'valueRanges'> {
  const stored = isOwn ? recorded : {};
  return {
    format: format ?? recordedFormat(stored),
    labels: labels ?? recordedLabels(stored),
    ...recordedRanges(recorded, isOwn),
  };
}

/** What a run records about how its images are stored and labeled. */
export function recordOfImages({ format, labels }: StoredAs) {
  return { format, ...(labels !== undefined && { labels: resolve(labels) }) };
}

/** C of the images that a run was trained on; undefined if it recorded none. */
export function recordedChannels({ data }: Partial<RunConfig>): number | undefined {
  const { channels } = (data ?? {}) as { readonly channels?: unknown };
  return channels === 1 || channels === 3 ? channels : undefined;
}

/**
 * How images of more than 8 bits are scaled: like the images that the run was trained on, so that the encoder
 * sees all images in the same range.
 * @param isOwn whether the images are those of the run; their range is then computed again.
 */
export function recordedRanges(
  { config, data }: Partial<RunConfig>,
  isOwn: boolean,
): Pick<OpenOptions, 'valueRange' | 'valueRanges'> {
  const { valueRanges } = (data ?? {}) as Pick<OpenOptions, 'valueRanges'>;
  return {
    ...(config?.valueRange && { valueRange: config.valueRange }),
    ...(!isOwn && valueRanges && { valueRanges }),
  };
}

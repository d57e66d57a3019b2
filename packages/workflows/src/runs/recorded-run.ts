import { statSync } from 'node:fs';

import { sourceFormats, type OpenOptions, type SourceFormat } from '@jssl/data';
import { readRunConfig, type RunConfig } from '@jssl/trainer';

import { followedLabels } from './run-source.js';

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

/** How images are stored and labeled. */
export type StoredAs = Pick<OpenOptions, 'format' | 'labels'>;

/**
 * How to open images for the encoder of a run: as given, or else, for the run's own images, as the run
 * recorded. Other images are scaled by the run's ranges (`recordedRanges`).
 * @param run.isOwn whether the images are those of the run.
 * @throws InputError for a table of labels that only the file of someone else's run names.
 */
export function openedAs(
  { format, labels }: StoredAs,
  { path, recorded, isOwn }: OpenedFor,
): StoredAs & Pick<OpenOptions, 'valueRange' | 'valueRanges'> {
  return {
    format: format ?? (isOwn ? recordedFormat(recorded) : undefined),
    labels: labels ?? (isOwn ? followedLabels(path, recorded) : undefined),
    ...recordedRanges(recorded, isOwn),
  };
}

/** The run that images are opened for. */
interface OpenedFor {
  readonly path: string;
  readonly recorded: Partial<RunConfig>;
  readonly isOwn: boolean;
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

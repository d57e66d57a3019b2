import { sourceFormats, type Dataset, type ImageSet, joinImages } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import {
  embedBatches,
  encoderFeatures,
  type FeatureExtractor,
  loadEncoder,
  type LoadedEncoder,
} from '@jssl/features';
import { featureSize } from '@jssl/resnet';
import { type RunConfig } from '@jssl/trainer';
import { Option, type Command } from 'commander';

import type { CommandContext } from '../../process/command-context.js';
import { createProgress } from '../../terminal/progress.js';
import { weightsOption } from '../evaluate/weights-option.js';
import { openOnRanks } from '../shared/open-on-ranks.js';
import {
  recordedFormat,
  reportSkipped,
  resolveSource,
  type SourceOptions,
} from '../shared/open-source.js';
import { checkChannels, recordedRun } from '../shared/recorded-run.js';

/** A trained encoder that images are taken through. */
export interface EmbeddingRun {
  readonly extract: FeatureExtractor;
  /** F, the numbers of an embedding. */
  readonly features: number;
  /** C, the channels of its images. */
  readonly channels: number;
  readonly views: LoadedEncoder['views'];
  /** The weights file. */
  readonly file: string;
  /** What a run folder says of its training; empty for a weights file. */
  readonly recorded: Partial<RunConfig>;
}

/** What every command that embeds is asked. */
export interface EmbeddingOptions {
  readonly weights: 'best' | 'last';
  readonly sourceFormat?: SourceOptions['format'];
}

/** Images to embed. */
export interface EmbeddedImages {
  readonly data: Dataset;
  /** Where they are: an absolute path or a known name. */
  readonly source: string;
  /** All of them, each once: training, validation and test images. */
  readonly all: ImageSet;
}

/** Adds the settings of {@link EmbeddingOptions} to a command. */
export function addEmbeddingOptions(command: Command): Command {
  return command
    .addOption(weightsOption())
    .addOption(
      new Option(
        '--source-format <name>',
        'how the images are stored (default: what the names and first bytes of the files say)',
      ).choices(sourceFormats),
    );
}

/**
 * Loads the engine and the encoder of a run folder or a weights file.
 * @throws InputError when there is none, or it is damaged.
 */
export async function openEmbeddingRun(
  path: string,
  { weights }: EmbeddingOptions,
): Promise<EmbeddingRun> {
  const recorded = recordedRun(path);
  await loadEngine();
  const { encoder, views, file } = loadEncoder(path, weights);
  return {
    extract: encoderFeatures(encoder),
    features: featureSize(encoder.config),
    channels: encoder.config.inChannels,
    views,
    file,
    recorded,
  };
}

/**
 * Opens the images that were typed, else those that the run was trained on, as they are in training:
 * image files are decoded to the size of a view.
 * @param argument what they are called on the command line.
 * @throws InputError when they have another number of channels than the encoder's.
 */
export async function openEmbeddedImages(
  context: CommandContext,
  run: EmbeddingRun,
  typed: string | undefined,
  { sourceFormat }: EmbeddingOptions,
  argument: string,
): Promise<EmbeddedImages> {
  const { recorded, views } = run;
  const source = resolveSource(typed, recorded.source, argument);
  const isOwn = source === recorded.source;
  const data = await openOnRanks(context, source, {
    imageSize: isOwn ? recorded.config?.imageSize : views.size,
    format: sourceFormat ?? (isOwn ? recordedFormat(recorded) : undefined),
  });
  checkChannels(run, data);
  const { size } = views;
  if (!isOwn && (data.kind === 'folder' || data.height !== size || data.width !== size)) {
    context.terminal.note(
      `${data.name}: images of another size are resized and cropped about their center to ${size}x${size}, the size that the encoder was trained on`,
    );
  }
  reportSkipped(context, data);
  const { train, validation, test } = data;
  return { data, source, all: joinImages([train, validation, test].filter((set) => !!set)) };
}

/**
 * Features [N, F] of a set batch by batch, with progress; each is borrowed until the next one is asked
 * for. Lets signals in.
 */
export async function* embedWithProgress(
  { terminal, job }: CommandContext,
  { extract, views }: EmbeddingRun,
  data: Dataset,
  set: ImageSet,
) {
  const show = createProgress(terminal);
  const began = performance.now();
  let done = 0;
  try {
    for await (const batch of embedBatches(extract, set, { data, views, job })) {
      yield batch;
      done += batch.shape[0];
      const perSecond = (1000 * done) / (performance.now() - began);
      show(
        done / set.length,
        `embedding ${done} of ${set.length} images  ${perSecond.toFixed(0)} images/s`,
      );
    }
  } finally {
    terminal.status?.(undefined);
  }
}

/** The class name of an image; undefined where there are no classes. */
export function labelOf(
  { classes }: Pick<Dataset, 'classes'>,
  { labels }: ImageSet,
  index: number,
): string | undefined {
  return labels && classes?.[labels[index] ?? NaN];
}

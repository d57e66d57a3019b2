import {
  checkDataset,
  inspectFolder,
  type Dataset,
  type DatasetCheck,
  type Finding,
  type FolderInspection,
} from '@jssl/data';
import { checkSettings, whole } from '@jssl/settings';

import { chooseSource } from './choose-source.js';
import { isInside } from './is-inside.js';
import { openData, type DataOptions } from './open-data.js';
import { progressOf } from './work-options.js';

/** How to check images. */
export interface CheckImagesOptions extends DataOptions {
  /** Negatives in each queue of the training. Default 4096. */
  readonly m?: number | undefined;
  /** Images in a batch of the training. Default 256. */
  readonly batchSize?: number | undefined;
  /** Where runs will be written. Default `runs`. */
  readonly out?: string | undefined;
}

const least = { least: 1, required: 'a whole number, at least 1' };
const checkedSettings = {
  m: whole({ ...least, initial: 4096, help: 'negatives in each queue' }),
  batchSize: whole({ ...least, initial: 256, help: 'images in a batch' }),
};

/** Statistics of images, and their problems. */
export type ImagesCheck = Pick<
  Dataset,
  'name' | 'kind' | 'height' | 'width' | 'channels' | 'classes' | 'testOrigin' | 'skipped'
> &
  DatasetCheck & {
    /** The image files, when the images are a folder of them. */
    readonly folder?: FolderInspection;
  };

/**
 * Looks for problems that would spoil training or evaluation: duplicates across splits, tiny classes, too
 * few images, a run folder inside the data.
 * @throws DataError when there are no images, SettingError for numbers that cannot work.
 * @example
 * ```ts
 * import { checkImages } from '@jssl/workflows';
 *
 * const { counts, findings } = await checkImages('photos', { m: 16, batchSize: 8 });
 * console.log(counts.train, findings[0]?.level); // 18 warning
 * ```
 */
export async function checkImages(
  source?: string | Dataset,
  {
    m = checkedSettings.m.initial,
    batchSize = checkedSettings.batchSize.initial,
    out = 'runs',
    ...options
  }: CheckImagesOptions = {},
): Promise<ImagesCheck> {
  checkSettings(checkedSettings, { m, batchSize });
  const chosen = chooseSource(source);
  const data = await openData(chosen, options);
  const { signal } = options;
  const work = { onProgress: progressOf(options), ...(signal && { signal }) };
  const path = typeof chosen === 'string' && data.kind === 'folder' ? chosen : undefined;
  const folder = path === undefined ? undefined : await inspectFolder(path, work);
  const check = await checkDataset(data, { ...work, m, batchSize });
  const notes = (data.notes ?? []).map((text) => ({ level: 'note' as const, text }));
  const outside = folder ? folderFindings(path ?? '', out, folder) : [];
  const { name, kind, height, width, channels, classes, testOrigin, skipped } = data;
  return {
    ...{ name, kind, height, width, channels, skipped },
    ...(classes && { classes }),
    ...(testOrigin && { testOrigin }),
    ...check,
    ...(folder && { folder }),
    findings: [...outside, ...check.findings, ...notes],
  };
}

/** Problems that can be found without reading pixels. */
function folderFindings(
  source: string,
  out: string,
  { transparent, animated }: FolderInspection,
): Finding[] {
  const findings: (Finding | false)[] = [
    isInside(source, out) && {
      level: 'warning',
      text: `the output folder ${out} is inside the data, so its files would become data; choose an output folder outside`,
    },
    transparent > 0 && {
      level: 'note',
      text: `${transparent} with an alpha channel, drawn on white`,
    },
    animated > 0 && {
      level: 'note',
      text: `${animated} with several frames; the first frame is used`,
    },
  ];
  return findings.filter((finding) => finding !== false);
}

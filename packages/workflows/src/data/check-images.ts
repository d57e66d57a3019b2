import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import {
  checkDataset,
  inspectFolder,
  qualitySettings,
  type Dataset,
  type DatasetCheck,
  type Finding,
  type FolderInspection,
  type QualitySettings,
} from '@jssl/data';
import { checkSettings, completeSettings, InputError, SettingError, whole } from '@jssl/settings';
import { checkNewFiles, isInside, replaceFile } from '@jssl/settings/node';

import { checkGallery } from './check-gallery.js';
import { checkRows, csvOfRows, type CheckRow } from './check-rows.js';
import { chooseSource } from './choose-source.js';
import { pick } from './given.js';
import { openData, type DataOptions } from './open-data.js';
import { progressOf } from './work-options.js';

/** How to check images; the thresholds are those of `qualitySettings` of `@jssl/data`. */
export interface CheckImagesOptions
  extends
    DataOptions,
    Partial<{ readonly [Name in keyof QualitySettings]: QualitySettings[Name] | undefined }> {
  /** M of the planned training run: negatives in each queue. Default 4096. */
  readonly m?: number | undefined;
  /** Batch size of the planned training run. Default 256. */
  readonly batchSize?: number | undefined;
  /** Where runs will be written. Default `runs`. */
  readonly out?: string | undefined;
  /** Page to write, with pictures of everything found. An earlier page is replaced. Default: none. */
  readonly html?: string | undefined;
  /** List to write, with everything found, as CSV with the columns of {@link CheckRow}. Default: none. */
  readonly csv?: string | undefined;
  /** How the page names settings, such as `--labels`. Default: as in TypeScript. */
  readonly nameOf?: ((setting: string) => string) | undefined;
  /** Replace a `csv` that exists. Default false. */
  readonly force?: boolean | undefined;
}

const least = { least: 1, required: 'a whole number, at least 1' };
const checkedSettings = {
  m: whole({ ...least, initial: 4096, help: 'negatives in each queue' }),
  batchSize: whole({ ...least, initial: 256, help: 'images in a batch' }),
};

/** Statistics of images, and their problems. */
export type ImagesCheck = Pick<
  Dataset,
  | 'name'
  | 'kind'
  | 'height'
  | 'width'
  | 'channels'
  | 'classes'
  | 'testOrigin'
  | 'skipped'
  | 'notes'
  | 'noteRemedies'
> &
  DatasetCheck & {
    /** The image files, when the images are a folder of them. */
    readonly folder?: FolderInspection;
    /** Every problem of every image, to act on. */
    readonly rows: readonly CheckRow[];
  };

/**
 * Looks for problems that would spoil training or evaluation: copies of images (also mirrored, rotated,
 * resized, recompressed, brightened and cropped ones), above all across splits and under two labels; dark,
 * bright, blurred, uniform, odd-shaped and tiny images; tiny classes, too few images, a run folder inside
 * the data.
 * @throws DataError when there are no images, SettingError for invalid numbers or a `csv` that
 * exists, InputError when a file cannot be written.
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
    html,
    csv,
    nameOf = (setting) => setting,
    force = false,
    ...options
  }: CheckImagesOptions = {},
): Promise<ImagesCheck> {
  checkSettings(checkedSettings, { m, batchSize });
  const thresholds = pick(qualitySettings, options);
  completeSettings(qualitySettings, thresholds);
  // Before images are decoded, which can take long. The report's package is large, and loaded if needed.
  const report = html === undefined ? undefined : await import('@jssl/report');
  if (html !== undefined) report?.checkReportFile(html);
  if (csv !== undefined) checkNewFiles([csv], { force, setting: 'csv' });
  if (csv !== undefined && html !== undefined && resolve(csv) === resolve(html)) {
    const required = 'another file than {html}';
    throw new SettingError({ setting: 'csv', required, got: csv, remedy: 'choose another' });
  }
  const chosen = chooseSource(source);
  const data = await openData(chosen, options);
  const { signal } = options;
  const work = { onProgress: progressOf(options), ...(signal && { signal }) };
  const path = typeof chosen === 'string' && data.kind === 'folder' ? chosen : undefined;
  const folder = path === undefined ? undefined : await inspectFolder(path, work);
  const found = await checkDataset(data, { ...work, ...thresholds, m, batchSize, folder: path });
  const outside = folder ? folderFindings(path ?? '', out, folder) : [];
  const check = { ...found, findings: [...outside, ...found.findings, ...notesOf(data)] };
  const rows = checkRows({ ...check, skipped: data.skipped });
  if (csv !== undefined) writeList(csv, csvOfRows(rows));
  if (report && html !== undefined) {
    const onPicture = (done: number, total: number) => {
      work.onProgress({ phase: 'drawing', done, total });
    };
    const content = await checkGallery(data, check, { folder: path, onPicture, nameOf });
    report.writeCheckPage(html, content);
  }
  const { name, kind, height, width, channels, classes, testOrigin, skipped } = data;
  const { notes, noteRemedies } = data;
  return {
    ...{ name, kind, height, width, channels, skipped },
    ...(classes && { classes }),
    ...(testOrigin && { testOrigin }),
    ...(notes && { notes }),
    ...(noteRemedies && { noteRemedies }),
    ...check,
    ...(folder && { folder }),
    rows,
  };
}

/** How the images were found, as findings. */
const notesOf = ({ notes = [] }: Pick<Dataset, 'notes'>): Finding[] =>
  notes.map((text) => ({ level: 'note', text }));

/** @throws InputError when it cannot be written. */
function writeList(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    replaceFile(file, text);
  } catch (error) {
    throw new InputError(
      `the list cannot be written to ${file}: ${(error as Error).message}; choose another file`,
      { cause: error },
    );
  }
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
      text: `the output folder ${out} is inside the data; runs are ignored, but other pictures in it would be read as data; choose an output folder outside it`,
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

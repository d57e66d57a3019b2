import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { contactSheet, type Dataset } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { chooseIndices, viewRows } from '@jssl/report';
import { InputError, SettingError } from '@jssl/settings';
import { isInside } from '@jssl/settings/node';
import {
  checkTrainConfig,
  defaultTrainConfig,
  viewOptionsFor,
  type ViewSettings,
} from '@jssl/trainer';

import { chooseSource } from './choose-source.js';
import { openData, type DataOptions } from './open-data.js';
import { progressOf } from './work-options.js';

const SHEET_COLUMNS = 8;

/** What to draw. */
export interface PreviewOptions extends DataOptions {
  /** Random views of each image, as in training; `{}` for the default ones. Default: none. */
  readonly views?: Partial<ViewSettings> | undefined;
  /** Views of each image. Default 8. */
  readonly viewCount?: number | undefined;
  /** Training images, drawn at random. Default 16. */
  readonly images?: number | undefined;
  /** Seed of the choice and of the views. Default 0. */
  readonly seed?: number | undefined;
  /** PNG to write. Default `preview.png`. */
  readonly out?: string | undefined;
  /** Replace a file that exists. Default false. */
  readonly force?: boolean | undefined;
}

/**
 * Draws random images, or random views of them as in training, as a PNG.
 * @returns the file.
 * @throws SettingError or InputError for what cannot be drawn.
 * @example
 * ```ts
 * import { previewImages } from '@jssl/workflows';
 *
 * console.log(await previewImages('photos', { views: { cropScale: [0.2, 1] }, images: 4 })); // preview.png
 * ```
 */
export async function previewImages(
  source: string | Dataset | undefined,
  options: PreviewOptions = {},
): Promise<string> {
  const { views, viewCount = 8, images = 16, seed = 0, force = false } = options;
  const {
    out = 'preview.png',
    imageSize,
    valueRange,
    signal,
    onProgress,
    onData,
    ...stored
  } = options;
  requireCount('images', images);
  requireCount('viewCount', viewCount);
  const config = { ...defaultTrainConfig, ...views, imageSize, valueRange };
  checkTrainConfig(config);
  const chosen = chooseSource(source);
  if (typeof chosen === 'string' && isInside(chosen, out)) {
    throw new InputError(
      `${out} would lie among the images and become one of them; choose a file elsewhere`,
    );
  }
  const { format, cacheLimit, labels } = stored;
  const opening = {
    ...{ signal, onProgress, onData, imageSize, valueRange, format, cacheLimit, labels },
  };
  const data = await openData(chosen, opening);
  const indices = chooseIndices(data.train.length, images, seed);
  let sheet: Uint8Array;
  if (views === undefined) {
    sheet = await contactSheet(data.train.read(indices), data, SHEET_COLUMNS);
  } else {
    const made = viewOptionsFor(config, data);
    await loadEngine();
    const report = progressOf({ signal, onProgress });
    const rows: Uint8Array[] = [];
    for (const index of indices) {
      rows.push(viewRows(data.train, data, { indices: [index], viewCount, views: made, seed }));
      report({ phase: 'drawing', done: rows.length, total: indices.length });
      // Let signals and timers run.
      await new Promise(setImmediate);
    }
    const pixels = Buffer.concat(rows);
    const shape = { height: made.size, width: made.size, channels: data.channels };
    sheet = await contactSheet(pixels, shape, viewCount + 1);
  }
  if (!force && existsSync(out)) {
    const remedy = 'choose another, or set {force} to replace it';
    const gotText = `${out}, which exists`;
    throw new SettingError({ setting: 'out', required: 'a new file', got: out, gotText, remedy });
  }
  await writeFile(out, sheet);
  return out;
}

function requireCount(setting: string, got: number): void {
  if (Number.isInteger(got) && got >= 1 && got <= 1000) return;
  throw new SettingError({ setting, required: 'a whole number from 1 to 1000', got });
}

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { encodeEvent, type EncodedImage, type TensorBoardEvent } from './encode-event.js';
import { frameRecord } from './frame-record.js';
import { histogramOf } from './histogram.js';
import type { Hparams } from './hparams.js';

/** An event file to append to. TensorBoard can read it at any time. */
export interface EventFile {
  readonly path: string;
  /** Appends numbers by tag, as float32. Tags with a slash, such as `loss/train`, are shown in groups. */
  addScalars(step: number, scalars: Readonly<Record<string, number>>): void;
  /** Appends an image. */
  addImage(step: number, tag: string, image: EncodedImage): void;
  /**
   * Appends how numbers are distributed, such as weights or gradients.
   * @param buckets of equal width, from the lowest number to the highest. Default 30.
   * @throws RangeError unless there are numbers, all of them finite.
   */
  addHistogram(step: number, tag: string, values: ArrayLike<number>, buckets?: number): void;
  /** Appends a text, shown as Markdown. */
  addText(step: number, tag: string, text: string): void;
  /** Appends the hyperparameters of the run, once: a row of the table HPARAMS, with the last scalars of the run. */
  addHparams(hparams: Hparams): void;
  /** Ends the run: HPARAMS shows it as a success. Nothing can be appended any more. A second call does nothing. */
  close(): void;
}

/**
 * Creates an event file in a folder, and the folder if necessary. Readers discard the events of `firstStep`
 * and later steps in earlier files of the folder, so a resumed run has no duplicate points.
 * @param options.firstStep the first step of this file. Default 0.
 * @param options.now returns the time in seconds since 1970.
 * @example
 * ```ts
 * import { createEventFile } from '@jssl/tensorboard';
 *
 * const events = createEventFile('logs/run-1');
 * for (let epoch = 1; epoch <= 3; epoch++) events.addScalars(epoch, { 'loss/train': 1 / epoch });
 * console.log(/events\.out\.tfevents/.test(events.path)); // true
 * ```
 */
export function createEventFile(
  folder: string,
  { firstStep = 0, now = () => Date.now() / 1000 } = {},
): EventFile {
  mkdirSync(folder, { recursive: true });
  const started = now();
  // Readers read files with tfevents in their names, sorted by name.
  const path = join(folder, `events.out.tfevents.${Math.floor(started)}.jssl`);
  const frame = (event: TensorBoardEvent) => frameRecord(encodeEvent(event));
  writeFileSync(
    path,
    Buffer.concat([
      frame({ wallTime: started, fileVersion: 'brain.Event:2' }),
      frame({ wallTime: started, step: firstStep, start: true }),
    ]),
  );
  let [hasHparams, isClosed] = [false, false];
  const append = (event: Omit<TensorBoardEvent, 'wallTime'>) => {
    if (isClosed) throw new Error(`the event file ${path} is closed`);
    appendFileSync(path, frame({ wallTime: now(), ...event }));
  };
  return {
    path,
    addScalars: (step, scalars) => {
      append({ step, scalars });
    },
    addImage: (step, tag, image) => {
      append({ step, images: { [tag]: image } });
    },
    addHistogram: (step, tag, values, buckets = 30) => {
      append({ step, histograms: { [tag]: histogramOf(values, buckets) } });
    },
    addText: (step, tag, text) => {
      append({ step, texts: { [tag]: text } });
    },
    addHparams: (hparams) => {
      append({ session: { hparams, startSeconds: started } });
      hasHparams = true;
    },
    close: () => {
      if (isClosed) return;
      if (hasHparams) append({ session: { endSeconds: now() } });
      isClosed = true;
    },
  };
}

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { encodeEvent, type EncodedImage, type TensorBoardEvent } from './encode-event.js';
import { frameRecord } from './frame-record.js';

/** An event file that grows; TensorBoard may read it all the while. */
export interface EventFile {
  readonly path: string;
  /** Appends numbers by tag, as float32. Tags with a slash are shown in groups: `loss/train`. */
  addScalars(step: number, scalars: Readonly<Record<string, number>>): void;
  /** Appends an image. */
  addImage(step: number, tag: string, image: EncodedImage): void;
}

/**
 * Begins an event file in a folder, which is made where it is not there. A reader that knows earlier
 * files of the folder forgets what they told of `firstStep` and later steps, so that a run which goes
 * on from there has no point twice.
 * @param options.now seconds since 1970.
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
  const began = now();
  // Readers take files with tfevents in their names, in the order of their names.
  const path = join(folder, `events.out.tfevents.${Math.floor(began)}.jssl`);
  const frame = (event: TensorBoardEvent) => frameRecord(encodeEvent(event));
  writeFileSync(
    path,
    Buffer.concat([
      frame({ wallTime: began, fileVersion: 'brain.Event:2' }),
      frame({ wallTime: began, step: firstStep, start: true }),
    ]),
  );
  const append = (event: Omit<TensorBoardEvent, 'wallTime'>) => {
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
  };
}

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { encodeEvent, type EncodedImage, type TensorBoardEvent } from './encode-event.js';
import { frameRecord } from './frame-record.js';

/** An event file to append to. TensorBoard can read it at any time. */
export interface EventFile {
  readonly path: string;
  /** Appends numbers by tag, as float32. Tags with a slash, such as `loss/train`, are shown in groups. */
  addScalars(step: number, scalars: Readonly<Record<string, number>>): void;
  /** Appends an image. */
  addImage(step: number, tag: string, image: EncodedImage): void;
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

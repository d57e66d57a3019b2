import { join } from 'node:path';

import { readRegularFile, replaceFile } from '@jssl/settings/node';

import { FINISHED } from './checkpoint-file.js';
import { checkpointFolder } from './run-folder.js';

/** Both files have some hundred bytes. */
const LARGEST = 2 ** 16;

/** What a complete run has besides its checkpoint, weights and metrics. */
export type FinishedOutput = 'tensorboard' | 'report';

/**
 * The outputs of a complete run that were written completely from its last checkpoint, without those that
 * were interrupted or written before the run was extended.
 * @example
 * ```ts
 * import { finishedOutputs } from '@jssl/trainer';
 *
 * console.log(finishedOutputs('runs/photos')); // [ 'tensorboard' ]
 * ```
 */
export function finishedOutputs(run: string): readonly FinishedOutput[] {
  try {
    const path = join(checkpointFolder(run), FINISHED);
    const text = readRegularFile(path, { largest: LARGEST }).toString();
    const { checkpoint, outputs } = JSON.parse(text) as Record<string, unknown>;
    if (checkpoint !== currentCheckpoint(run) || !Array.isArray(outputs)) return [];
    return outputs.filter(
      (one): one is FinishedOutput => one === 'tensorboard' || one === 'report',
    );
  } catch {
    return [];
  }
}

/**
 * Records that an output of a complete run was written from its last checkpoint.
 * @throws the error of the file system.
 * @example
 * ```ts
 * import { finishedOutputs, recordFinishedOutput } from '@jssl/trainer';
 *
 * recordFinishedOutput('runs/photos', 'report');
 * console.log(finishedOutputs('runs/photos').includes('report')); // true
 * ```
 */
export function recordFinishedOutput(run: string, output: FinishedOutput): void {
  const outputs = [...new Set([...finishedOutputs(run), output])];
  const content = JSON.stringify({ checkpoint: currentCheckpoint(run), outputs });
  replaceFile(join(checkpointFolder(run), FINISHED), content);
}

/** The file that names the last checkpoint with its checksum. */
function currentCheckpoint(run: string): string {
  const path = join(checkpointFolder(run), 'current.json');
  return readRegularFile(path, { largest: LARGEST }).toString();
}

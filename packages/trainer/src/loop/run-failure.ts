import type { Dataset, ImageSet } from '@jssl/data';
import { TrainingError } from '@jssl/features';

import { hasCheckpoint } from '../run/checkpoint-file.js';
import { checkpointFolder } from '../run/run-folder.js';
import type { TrainConfig } from '../settings/train-settings.js';

/** What the file system says of a disk, or a share of one, that takes nothing more. */
const fullDisk: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/** What TensorFlow, C++ and Node say when there is no memory for a tensor or an array. */
const noMemory =
  /\bOOM\b|out of memory|std::bad_alloc|allocation failed|invalid typed array length|ERR_MEMORY_ALLOCATION_FAILED|failed to allocate/i;

/**
 * The error that a run ends with: where its cause is known, one sentence that says what happened, what is
 * left intact and what to do; any other as it is.
 * @param out the run folder.
 */
export function explainFailure(
  error: unknown,
  { out, config }: { readonly out: string; readonly config: TrainConfig },
): unknown {
  const { code, path, message = String(error) } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const saved = hasCheckpoint(checkpointFolder(out));
  const kept = saved ? `the last checkpoint in ${out} is intact` : 'there is no checkpoint yet';
  const goOn = saved ? `go on with --resume ${out}` : 'begin again';
  if (fullDisk.includes(code)) {
    return new TrainingError(
      `the disk is full: ${out} cannot be written (${String(code)}); ${kept}: free some space and ${goOn}`,
    );
  }
  if (code !== undefined && path?.startsWith(out)) {
    return new TrainingError(
      `${path} cannot be written (${code}); ${kept}: see that the folder is there and may be written, and ${goOn}`,
    );
  }
  if (noMemory.test(message)) {
    const { batchSize, accumulate } = config;
    return new TrainingError(
      `out of memory; ${kept}: ${goOn} with --accumulate ${2 * accumulate}, which takes a batch in so many parts, or begin again with a --batch-size below ${batchSize}`,
    );
  }
  return error;
}

/** The same images; when they can no longer be read, the error says so. */
export function guardReads(set: ImageSet, name: string): ImageSet {
  const read: ImageSet['read'] = (indices) => {
    try {
      return set.read(indices);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw new TrainingError(
        `the images of ${name} can no longer be read: ${(error as Error).message}; what was saved of the run is intact: see that they are there, and go on with --resume`,
      );
    }
  };
  return { ...set, read };
}

/** All image sets of a data set so. */
export function guardDataset(data: Dataset): Dataset {
  const { train, validation, test, name } = data;
  return {
    ...data,
    train: guardReads(train, name),
    ...(validation && { validation: guardReads(validation, name) }),
    ...(test && { test: guardReads(test, name) }),
  };
}

import type { Dataset, ImageSet } from '@jssl/data';
import { TrainingError } from '@jssl/features';

import { hasCheckpoint } from '../run/checkpoint-file.js';
import { checkpointFolder } from '../run/run-folder.js';
import type { TrainConfig } from '../settings/train-settings.js';

/** Error codes of a full disk or an exceeded quota. */
const fullDisk: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/**
 * Messages of TensorFlow, C++ and Node when memory runs out. WebAssembly kernels don't check for failed
 * allocations, and then write out of bounds.
 */
const noMemory =
  /memory access out of bounds|\bOOM\b|out of memory|std::bad_alloc|allocation failed|invalid typed array length|ERR_MEMORY_ALLOCATION_FAILED|failed to allocate/i;

/**
 * The error that ends a run. If the cause is known, one sentence says what happened, what is intact and what
 * to do; any other error is returned unchanged.
 * @param out the run folder.
 */
export function explainFailure(
  error: unknown,
  { out, config }: { readonly out: string; readonly config: TrainConfig },
): unknown {
  const { code, path, message = String(error) } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  const saved = hasCheckpoint(checkpointFolder(out));
  const kept = saved ? `the last checkpoint in ${out} is intact` : 'there is no checkpoint yet';
  const again = saved ? 'resume the run' : 'start again';
  if (fullDisk.includes(code)) {
    return new TrainingError(
      `the disk is full: ${out} cannot be written (${String(code)}); ${kept}: free some space and ${again}`,
      { cause: error },
    );
  }
  if (code !== undefined && path?.startsWith(out)) {
    return new TrainingError(
      `${path} cannot be written (${code}); ${kept}: check that the folder exists and is writable, and ${again}`,
      { cause: error },
    );
  }
  if (noMemory.test(message)) {
    const { batchSize, accumulate } = config;
    return new TrainingError(`out of memory; ${kept}`, {
      cause: error,
      remedy: `${again} with {accumulate} ${2 * accumulate}, which computes a batch in that many parts, or start again with {batchSize} below ${batchSize}`,
    });
  }
  return error;
}

/** The same images, but with an error that explains why they can no longer be read. */
export function guardReads(set: ImageSet, name: string): ImageSet {
  const read: ImageSet['read'] = (indices) => {
    try {
      return set.read(indices);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw new TrainingError(
        `the images of ${name} can no longer be read: ${(error as Error).message}; what the run saved is intact: check that the images exist, and resume the run`,
        { cause: error },
      );
    }
  };
  return { ...set, read };
}

/** The same for all images of a data set. */
export function guardDataset(data: Dataset): Dataset {
  const { train, validation, test, name } = data;
  return {
    ...data,
    train: guardReads(train, name),
    ...(validation && { validation: guardReads(validation, name) }),
    ...(test && { test: guardReads(test, name) }),
  };
}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { InputError } from '@jssl/settings';

/** The name of the encoder in the package `@jssl/small-encoder`, in place of a path. */
export const SMALL_ENCODER = 'small';

/**
 * The weights in the package `@jssl/small-encoder`, which this package does not depend on: they are 4 MB.
 * @param resolve finds a file of a package.
 * @throws InputError if the package is not installed.
 */
export function smallEncoderFile(
  resolve: (name: string) => string = createRequire(import.meta.url).resolve,
): string {
  try {
    return join(dirname(resolve('@jssl/small-encoder/package.json')), 'small.safetensors');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new InputError(
      `the encoder ${SMALL_ENCODER} is in the package @jssl/small-encoder, which is not installed; run npm install @jssl/small-encoder, or pass a run folder or weights file`,
      { cause },
    );
  }
}

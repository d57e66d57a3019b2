import { UsageError } from '../../arguments/usage-error.js';
import { type Ask, isYes } from '../../terminal/ask.js';
import { byteSize } from '../../terminal/byte-size.js';

/**
 * Asks before the GPU build is downloaded to a machine without a GPU.
 * @param ask undefined if nobody can answer.
 * @throws UsageError for any answer but yes.
 */
export async function confirmGpuInstall(
  { gpus, downloadBytes }: { readonly gpus: number; readonly downloadBytes: number },
  ask: Ask | undefined,
): Promise<void> {
  if (gpus > 0) return;
  const found = `no NVIDIA GPU was found on this machine, and the GPU build is a download of ${byteSize(downloadBytes)}`;
  if (ask && isYes(await ask(`${found}; install it? [y/N] `))) return;
  throw new UsageError(
    `${ask ? 'nothing was installed' : found}; to install it without this question add --yes, and for the processor leave out --gpu`,
  );
}

import { createRequire } from 'node:module';

import { compileKernels } from '../install/compile-kernels.js';
import { engineRelease } from '../install/engine-release.js';
import { kernelsProblem } from '../install/kernels-problem.js';
import { findInstructionsBy } from '../kernels/backbone/bfloat16-instructions.js';
import {
  type ConvolutionKernels,
  offerConvolutionKernels,
  requestedConvolution,
} from '../kernels/convolution-algorithm.js';
import { registerNearestRows } from '../kernels/nearest-rows.js';
import { registerRoundingKernels, unregisterRoundingKernels } from '../kernels/rounding-kernels.js';
import { registerUpdates } from '../kernels/update-together.js';
import { oneDnnFeatures } from '../machine/one-dnn-features.js';

/** The kernels that an engine loaded, or why there are none. */
export interface OpenedKernels {
  readonly kernels?: ConvolutionKernels;
  readonly slower?: { readonly problem: string; readonly remedy: string };
}

/**
 * Loads the kernels of `@jssl/kernels` into a native engine on the CPU, unless `JSSL_CONVOLUTION` is `direct`.
 * Compiles them first if the engine was installed without them or with another version.
 * @param folder the engine's, installed by JSSL.
 * @param onCompile called before they are compiled.
 */
export async function openKernels(folder: string, onCompile: () => void): Promise<OpenedKernels> {
  if (requestedConvolution() === 'direct') return {};
  const compiled = await compileKernels(folder, engineRelease(), { onStart: onCompile });
  if (!compiled) return {};
  if (compiled.library === undefined) return { slower: kernelsProblem(compiled.problem) };
  try {
    const require = createRequire(compiled.library);
    const { instructionSet } = require(compiled.library) as { readonly instructionSet: string };
    findInstructionsBy(oneDnnFeatures);
    registerNearestRows();
    registerUpdates();
    const onChange = (isDirect: boolean) => {
      const change = isDirect ? unregisterRoundingKernels : registerRoundingKernels;
      change();
    };
    return { kernels: offerConvolutionKernels(instructionSet, onChange) };
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n', 1);
    return { slower: kernelsProblem(`they cannot be loaded (${line})`) };
  }
}

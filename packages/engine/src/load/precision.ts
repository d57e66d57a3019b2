import { SettingError } from '@jssl/settings';

import { installRemedy } from '../install/install-remedy.js';
import { oneDnnFeatures } from '../machine/one-dnn-features.js';
import type { EngineInfo } from './engine-info.js';

/** Element type of the convolutions and the feature maps between them; the rest is float32. */
export type Precision = 'f32' | 'bf16';

/**
 * The choices of precision; `auto` is bf16 where the machine computes it natively, else f32.
 * @example
 * ```ts
 * import { precisionChoices } from '@jssl/engine';
 *
 * console.log(precisionChoices.join(' ')); // f32 bf16 auto
 * ```
 */
export const precisionChoices = ['f32', 'bf16', 'auto'] as const;
/** A requested element type of the convolutions. */
export type PrecisionChoice = (typeof precisionChoices)[number];

/** The element type that the convolutions use, with a note where it needs explaining. */
export interface ChosenPrecision {
  readonly precision: Precision;
  /** A line to show the user, if there is something to know. */
  readonly note: string | undefined;
}

/** NVIDIA's compute capability from which on GPUs multiply bfloat16: Ampere. */
const AMPERE = 8;

/** Whether the GPU or the CPU has instructions that multiply bfloat16. */
function isNative(engine: EngineInfo, features: readonly string[]): boolean {
  const { gpu, computeCapability = 0 } = engine;
  if (gpu) return isPossible(engine, features) && computeCapability >= AMPERE;
  return ['avx512_bf16', 'amx_bf16', 'bf16'].some((feature) => features.includes(feature));
}

/**
 * Whether bfloat16 can be computed here at all. The TensorFlow of tfjs-node-gpu, 2.9, has no such convolutions for
 * GPUs. Without special instructions, oneDNN needs AVX-512 and computes in float32. If the CPU's features are unknown,
 * assume it can.
 */
function isPossible(engine: EngineInfo, features: readonly string[]): boolean {
  if (engine.gpu) return engine.origin === 'built';
  return isNative(engine, features) || features.includes('avx512f') || features.length === 0;
}

/**
 * Chooses the precision to compute in.
 * @param features the CPU's instruction sets; this machine's by default.
 * @throws SettingError if bf16 is requested where the engine or the CPU cannot compute it.
 * @example
 * ```ts
 * import { choosePrecision, loadEngine } from '@jssl/engine';
 *
 * const { precision, note } = choosePrecision('f32', await loadEngine());
 * if (note) process.stderr.write(`${note}\n`);
 * console.log(precision); // f32
 * ```
 */
export function choosePrecision(
  asked: PrecisionChoice,
  engine: EngineInfo,
  features = oneDnnFeatures(),
): ChosenPrecision {
  const device = engine.gpu ? 'GPU' : 'CPU';
  const offered = engine.name === 'native';
  const native = offered && isNative(engine, features);
  if (asked === 'bf16' && !offered) {
    throw new SettingError({
      setting: 'precision',
      required: 'f32 or auto without the native engine',
      got: asked,
      gotText: `bf16 on ${engine.name}`,
      remedy: `to install the native engine, ${installRemedy()}`,
    });
  }
  if (asked === 'bf16' && !isPossible(engine, features)) {
    throw new SettingError({
      setting: 'precision',
      required: engine.gpu
        ? "f32 or auto on a GPU with the application's own TensorFlow"
        : "f32 or auto on a processor without AVX-512, AMX or Arm's BF16",
      got: asked,
      ...(engine.gpu && {
        remedy: `to install the engine that has bf16, ${installRemedy({ gpu: true })}`,
      }),
    });
  }
  if (asked === 'auto') {
    const reason = native
      ? `this ${device} computes bfloat16 natively`
      : 'bfloat16 has no native support here';
    const precision = native ? 'bf16' : 'f32';
    return { precision, note: `precision ${precision}: ${reason}` };
  }
  if (asked === 'f32' && native) {
    return {
      precision: 'f32',
      note: `this ${device} computes bfloat16 natively: precision bf16 trains faster and uses less memory`,
    };
  }
  if (asked === 'bf16' && !native) {
    return {
      precision: 'bf16',
      note: 'bfloat16 has no native support here: precision f32 is likely faster',
    };
  }
  return { precision: asked, note: undefined };
}

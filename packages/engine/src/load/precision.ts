import { EngineError } from './engine-error.js';
import type { EngineInfo } from './load-engine.js';
import { cpuFeatures } from './machine.js';

/** Element type of the convolutions and of the maps between them; all else is float32. */
export type Precision = 'f32' | 'bf16';

/**
 * What may be asked for; `auto` takes bf16 where it is computed natively.
 * @example
 * ```ts
 * import { precisionChoices } from '@jssl/engine';
 *
 * console.log(precisionChoices.join(' ')); // f32 bf16 auto
 * ```
 */
export const precisionChoices = ['f32', 'bf16', 'auto'] as const;
export type PrecisionChoice = (typeof precisionChoices)[number];

export interface ChosenPrecision {
  readonly precision: Precision;
  /** What a person should know of the choice, if anything. */
  readonly note: string | undefined;
}

/** Whether instructions of this machine multiply bfloat16: a GPU's, or the CPU's. */
function isNative({ gpu }: EngineInfo, features: readonly string[]): boolean {
  return gpu || ['avx512_bf16', 'amx_bf16', 'bf16'].some((feature) => features.includes(feature));
}

/**
 * Whether oneDNN computes bfloat16 here at all: without instructions for it, with AVX-512 by way of
 * float32. Where a system doesn't say what its CPU has, it is tried.
 */
function isPossible(engine: EngineInfo, features: readonly string[]): boolean {
  return isNative(engine, features) || features.includes('avx512f') || features.length === 0;
}

/**
 * The precision to compute in.
 * @param features the CPU's instruction sets; this machine's by default.
 * @throws EngineError when bf16 is asked for, and the engine isn't the native one or the CPU can't
 * compute it.
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
  features = cpuFeatures(),
): ChosenPrecision {
  const device = engine.gpu ? 'GPU' : 'CPU';
  const offered = engine.name === 'native';
  const native = offered && isNative(engine, features);
  if (asked === 'bf16' && !offered) {
    throw new EngineError(
      `--precision bf16 needs the native engine, got ${engine.name}; run: jssl engine install, or give --precision f32`,
    );
  }
  if (asked === 'bf16' && !isPossible(engine, features)) {
    throw new EngineError(
      `--precision bf16 needs a processor with AVX-512, AMX or Arm's BF16, got one with ${features.join(', ')}; give --precision f32`,
    );
  }
  if (asked === 'auto') {
    const reason = native
      ? `this ${device} computes bfloat16 natively`
      : `nothing here computes bfloat16 natively`;
    const precision = native ? 'bf16' : 'f32';
    return { precision, note: `precision ${precision}: ${reason}` };
  }
  if (asked === 'f32' && native) {
    return {
      precision: 'f32',
      note: `this ${device} computes bfloat16 natively: --precision bf16 trains faster, in less memory`,
    };
  }
  if (asked === 'bf16' && !native) {
    return {
      precision: 'bf16',
      note: 'nothing here computes bfloat16 natively: --precision f32 is likely faster',
    };
  }
  return { precision: asked, note: undefined };
}

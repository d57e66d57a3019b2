import {
  type Convolution,
  kernelsVersion,
  tileFor,
  type TileSize,
  type WindowConvolution,
  windowsPay,
} from '@jssl/kernels';
import { SettingError } from '@jssl/settings';

/** The values of the environment variable `JSSL_CONVOLUTION`. */
const choices = ['winograd', 'direct'] as const;
type Choice = (typeof choices)[number];

/** TensorFlow's own kernels, on the CPU. */
export const DIRECT = 'direct';
/** TensorFlow's own kernels as this engine runs them, which also says how a GPU rounds. */
let direct: string = DIRECT;
const WINOGRAD = `winograd ${kernelsVersion}`;
/** What the kernels compiled to WebAssembly use. */
export const WASM_SIMD = 'WebAssembly SIMD';
/** Where the kernels are used without being asked for: where they were compared and measured. */
const usualInstructionSets = ['AVX2', 'AVX-512', WASM_SIMD];

/** The kernels of `@jssl/kernels` as they are loaded. */
export interface ConvolutionKernels {
  /** They change results when it changes: `V3`. */
  readonly version: string;
  /** The processor's instructions that they use: `AVX2`. */
  readonly instructionSet: string;
}

/** Which convolutions kernels take. */
export interface TakenShapes {
  readonly tileFor: typeof tileFor;
  readonly windowsPay: typeof windowsPay;
}

let kernels: ConvolutionKernels | undefined;
let taken: TakenShapes = { tileFor, windowsPay };
let current = DIRECT;
let follow: ((isDirect: boolean) => void) | undefined;

function choose(algorithm: string): string {
  const wasDirect = current === DIRECT;
  current = algorithm;
  const isDirect = current === DIRECT;
  if (isDirect !== wasDirect) follow?.(isDirect);
  return current;
}

/** Names TensorFlow's own kernels where they are not the CPU's. */
export function nameDirect(name: string): void {
  direct = name;
}

/**
 * What `JSSL_CONVOLUTION` asks for; undefined if it is not set.
 * @throws SettingError if it is neither `winograd` nor `direct`.
 */
export function requestedConvolution(): Choice | undefined {
  const given = typeof process === 'undefined' ? undefined : process.env['JSSL_CONVOLUTION'];
  if (given === undefined || given === '') return undefined;
  const known = choices.find((one) => one === given);
  if (known) return known;
  throw new SettingError({
    setting: 'JSSL_CONVOLUTION',
    required: choices.join(' or '),
    got: given,
    choices,
  });
}

/**
 * Makes loaded kernels available, and uses them if they are wanted or usual here.
 * @param onChange called when `direct` is chosen after the kernels, or the kernels after `direct`: with whether it is
 * `direct` now. Other kernels that round differently from TensorFlow's follow, so that a run that is `direct` has the
 * numbers that it always had.
 * @param shapes which convolutions they take; by default those where they are faster than TensorFlow's own kernels.
 */
export function offerConvolutionKernels(
  instructionSet: string,
  onChange?: (isDirect: boolean) => void,
  shapes: TakenShapes = { tileFor, windowsPay },
): ConvolutionKernels {
  taken = shapes;
  kernels = { version: kernelsVersion, instructionSet };
  follow = onChange;
  choose(usualAlgorithm());
  return kernels;
}

/** What `JSSL_CONVOLUTION` asks for, else what is faster, as far as it is there. */
function usualAlgorithm(): string {
  if (!kernels) return DIRECT;
  const isFaster = usualInstructionSets.includes(kernels.instructionSet);
  return (requestedConvolution() ?? (isFaster ? 'winograd' : 'direct')) === 'winograd'
    ? WINOGRAD
    : DIRECT;
}

function isOffered(name: string): boolean {
  return name === DIRECT || (kernels !== undefined && name === WINOGRAD);
}

/**
 * The algorithm of 3x3 convolutions that is in use: `direct`, TensorFlow's own kernels, or `winograd` and the
 * version of the kernels of `@jssl/kernels`. Results differ in the last digits.
 * @example
 * ```ts
 * import { convolutionAlgorithm, useConvolutionAlgorithm } from '@jssl/engine';
 *
 * useConvolutionAlgorithm('direct');
 * console.log(convolutionAlgorithm()); // direct
 * ```
 */
export function convolutionAlgorithm(): string {
  return current;
}

/**
 * Chooses the algorithm of all 3x3 convolutions from here on.
 * @param name as `convolutionAlgorithm` returned it; by default the usual one of this process, which is
 * `JSSL_CONVOLUTION`, or `winograd` where the engine has the kernels and the processor AVX2 or AVX-512.
 * @returns the algorithm in use: another than `name` if the engine lacks that.
 * @example
 * ```ts
 * import { useConvolutionAlgorithm } from '@jssl/engine';
 *
 * const used = useConvolutionAlgorithm('direct');
 * console.log(used); // direct
 * ```
 */
export function useConvolutionAlgorithm(name?: string): string {
  return choose(name !== undefined && isOffered(name) ? name : usualAlgorithm());
}

/**
 * The algorithm for a run: the one that `JSSL_CONVOLUTION` asks for, else the one that the run began with, else
 * the usual one.
 * @param recorded what is recorded of a run that is resumed; undefined for a new one.
 * @example
 * ```ts
 * import { algorithmForRun } from '@jssl/engine';
 *
 * console.log(algorithmForRun('direct')); // direct
 * ```
 */
export function algorithmForRun(recorded?: string): string {
  const isFree = recorded !== undefined && requestedConvolution() === undefined;
  const algorithm = isFree && isOffered(recorded) ? recorded : usualAlgorithm();
  return algorithm === DIRECT ? direct : algorithm;
}

/** The tile size of a 3x3 convolution if the kernels compute it, else undefined. */
export function winogradTile(convolution: Convolution): TileSize | undefined {
  return current === DIRECT ? undefined : taken.tileFor(convolution);
}

/** Whether the kernels compute a convolution by products of its windows. */
export function usesWindows(convolution: WindowConvolution): boolean {
  return current !== DIRECT && taken.windowsPay(convolution);
}

/** Whether the kernels of `@jssl/kernels` are in use. */
export function usesKernels(): boolean {
  return current !== DIRECT;
}

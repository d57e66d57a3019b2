import type { RawTensor } from '../raw-tensorflow.js';
import type { NetworkNorms } from '../run-network.js';
import type { NormalizedMaps } from './batch-norm.js';
import type { Layer } from './layers.js';
import type { BackboneParameters } from './parameters.js';

/**
 * What a layer's gradient needs: its input or output or both, unless it is computed again (`repeatedNorms`); and a batch
 * norm's reserves or, of the kernels of `@jssl/kernels`, what they recorded: a batch norm's statistics.
 */
export interface SavedLayer {
  readonly tensors: readonly RawTensor[];
  readonly recorded?: RawTensor;
  readonly reserves?: NormalizedMaps['reserves'];
}

/** What a layer saved besides maps. */
export function recordedOf({ reserves = [], recorded }: SavedLayer): readonly RawTensor[] {
  return recorded ? [...reserves.flat(), recorded] : reserves.flat();
}

/**
 * What a forward pass leaves for its backward pass, which frees it piece by piece as it goes.
 * Whatever is left is freed by `release`.
 */
export class Tape {
  readonly #saved: SavedLayer[] = [];
  /** Shape of the last maps [N, H, W, C]. */
  mapsShape: readonly number[] = [];
  /** The gradient at the first layer's output, kept for {@link Tape.layers}[0]'s input. */
  dFirst: RawTensor | undefined;

  constructor(
    readonly layers: readonly Layer[],
    readonly parameters: BackboneParameters,
    readonly imagesShape: readonly number[],
    readonly norms: NetworkNorms,
  ) {}

  /** Takes hold of a layer's tensors, and takes the rest over. */
  record(saved: SavedLayer): void {
    for (const tensor of saved.tensors) tensor.retain();
    this.#saved.push(saved);
  }

  /** What the last layer saved that was not taken yet; borrowed. */
  get last(): SavedLayer | undefined {
    return this.#saved.at(-1);
  }

  /** Adds a tensor to what the last layer saved, and takes it over. */
  add(tensor: RawTensor): void {
    const saved = this.take();
    this.#saved.push({ ...saved, tensors: [...saved.tensors, tensor] });
  }

  end(mapsShape: readonly number[]): void {
    this.mapsShape = mapsShape;
  }

  /** What the last layer saved that was not taken yet; the caller releases its tensors. */
  take(): SavedLayer {
    const saved = this.#saved.pop();
    if (!saved) throw new Error('the gradient of the backbone was requested twice');
    return saved;
  }

  release(): void {
    for (const saved of this.#saved.splice(0)) {
      for (const tensor of [...saved.tensors, ...recordedOf(saved)]) tensor.release();
    }
    this.dFirst?.release();
    this.dFirst = undefined;
    this.parameters.release();
  }
}

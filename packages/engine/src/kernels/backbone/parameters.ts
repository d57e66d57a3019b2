import type { TensorInfo } from '@tensorflow/tfjs-core';

import type { ElementType, RawTensor, RawTensorFlow } from '../raw-tensorflow.js';
import { castTo } from './elementwise.js';

/**
 * The weights of a backbone by name, and filters in the element type that convolutions compute in, cast at first
 * use.
 */
export class BackboneParameters {
  readonly #raw: RawTensorFlow;
  readonly #type: ElementType;
  readonly #float32 = new Map<string, RawTensor>();
  readonly #filters = new Map<string, RawTensor>();

  /**
   * @param options.outliveTensors whether they are read after the tensors may be gone, which takes a second handle
   * to each.
   */
  constructor(
    raw: RawTensorFlow,
    tensors: Readonly<Record<string, TensorInfo | undefined>>,
    type: ElementType,
    { outliveTensors = true } = {},
  ) {
    this.#raw = raw;
    this.#type = type;
    for (const [name, tensor] of Object.entries(tensors)) {
      if (tensor) this.#float32.set(name, outliveTensors ? raw.borrow(tensor) : raw.view(tensor));
    }
  }

  /** The element type of the maps between layers. */
  get type(): ElementType {
    return this.#type;
  }

  /** A float32 weight; borrowed. @throws Error when the caller left it out. */
  get(name: string): RawTensor {
    const tensor = this.#float32.get(name);
    if (!tensor) throw new Error(`the backbone needs an input ${name}`);
    return tensor;
  }

  /** A filter in the maps' element type; borrowed. */
  filter(name: string): RawTensor {
    let filter = this.#filters.get(name);
    if (!filter) {
      filter = castTo(this.#raw, this.get(name).retain(), this.#type);
      this.#filters.set(name, filter);
    }
    return filter;
  }

  release(): void {
    for (const tensor of [...this.#float32.values(), ...this.#filters.values()]) tensor.release();
    this.#float32.clear();
    this.#filters.clear();
  }
}

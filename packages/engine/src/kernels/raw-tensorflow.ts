import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';

import type { OpAttribute, TensorFlowBackend } from './tensorflow-backend.js';

/** The element types that kernels here compute in. tfjs itself has no bfloat16. */
export type ElementType = 'float32' | 'bfloat16';

/** TensorFlow's number of bfloat16, which tfjs-node does not name. */
const TF_BFLOAT16 = 14;

/**
 * A tensor outside tfjs's books: freed as soon as its last holder releases it, where tfjs would keep
 * it to the end of a `tidy`, and of any element type.
 */
export class RawTensor {
  #holders = 1;
  readonly #free: (id: number) => void;

  constructor(
    readonly id: number,
    readonly shape: readonly number[],
    readonly type: ElementType,
    free: (id: number) => void,
  ) {
    this.#free = free;
  }

  /** One more holder, which has to release it as well. */
  retain(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    if (--this.#holders === 0) this.#free(this.id);
  }
}

/** Calls TensorFlow's ops on raw tensors. Attributes and constants are made once, and kept. */
export class RawTensorFlow {
  static readonly #opened = new WeakMap<TensorFlowBackend, RawTensorFlow>();
  readonly #backend: TensorFlowBackend;
  readonly #attributes = new Map<string, readonly OpAttribute[]>();
  readonly #constants = new Map<string, number>();
  readonly #free: (id: number) => void;

  private constructor(backend: TensorFlowBackend) {
    this.#backend = backend;
    this.#free = (id) => {
      backend.binding.deleteTensor(id);
    };
  }

  /** The one of a backend. */
  static of(backend: TensorFlowBackend): RawTensorFlow {
    let raw = this.#opened.get(backend);
    if (!raw) this.#opened.set(backend, (raw = new RawTensorFlow(backend)));
    return raw;
  }

  /**
   * Runs an op on inputs that it borrows.
   * @param attributes by name; see {@link attributes}.
   * @returns its outputs' numbers, shapes and types.
   */
  execute(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly (RawTensor | number)[],
    outputs = 1,
  ): { readonly id: number; readonly shape: number[]; readonly dtype: number }[] {
    const ids = inputs.map((input) => (typeof input === 'number' ? input : input.id));
    return this.#backend.binding.executeOp(name, attributes, ids, outputs);
  }

  /** Runs an op of one output. */
  run(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly (RawTensor | number)[],
  ): RawTensor {
    const [output] = this.execute(name, attributes, inputs);
    if (!output) throw new Error(`${name} gave no output`);
    return this.hold(output);
  }

  /** A raw tensor of an op's output. */
  hold(output: {
    readonly id: number;
    readonly shape: number[];
    readonly dtype: number;
  }): RawTensor {
    const type = output.dtype === TF_BFLOAT16 ? 'bfloat16' : 'float32';
    return new RawTensor(output.id, output.shape, type, this.#free);
  }

  free(id: number): void {
    this.#free(id);
  }

  /** The attributes that `make` gives, made once for a key. */
  attributes(
    key: string,
    make: (attribute: AttributeMaker) => readonly OpAttribute[],
  ): readonly OpAttribute[] {
    let made = this.#attributes.get(key);
    if (!made) this.#attributes.set(key, (made = make(this.#maker)));
    return made;
  }

  /** Attribute `T`, all that many an op takes. */
  elementType(type: ElementType): readonly OpAttribute[] {
    return this.attributes(`T ${type}`, ({ type: of }) => [of('T', type)]);
  }

  /** A constant int32 vector, or matrix of the given number of columns; never freed. */
  integers(values: readonly number[], columns?: number): number {
    const key = `${columns ?? ''}:${values.join()}`;
    return this.#constant(key, () => {
      const shape = columns === undefined ? [values.length] : [values.length / columns, columns];
      const { binding } = this.#backend;
      return binding.createTensor(shape, binding.TF_INT32, Int32Array.from(values));
    });
  }

  /** A constant int32 scalar; never freed. */
  integer(value: number): number {
    return this.#constant(`i${value}`, () => {
      const { binding } = this.#backend;
      return binding.createTensor([], binding.TF_INT32, Int32Array.of(value));
    });
  }

  /** A constant float32 scalar; never freed, so for few values only. */
  scalar(value: number): number {
    return this.#constant(`f${value}`, () => this.newScalar(value));
  }

  /** A float32 scalar that the caller frees. */
  newScalar(value: number): number {
    const { binding } = this.#backend;
    return binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value));
  }

  /** A constant float32 vector; never freed, so for few values only. */
  floats(values: readonly number[]): number {
    return this.#constant(`f:${values.join()}`, () => this.newFloats(values));
  }

  /** A float32 vector that the caller frees. */
  newFloats(values: readonly number[]): number {
    const { binding } = this.#backend;
    return binding.createTensor([values.length], binding.TF_FLOAT, Float32Array.from(values));
  }

  /** An empty float32 vector. */
  get empty(): number {
    return this.#constant('empty', () => {
      const { binding } = this.#backend;
      return binding.createTensor([0], binding.TF_FLOAT, new Float32Array(0));
    });
  }

  /** An empty vector of an element type. */
  emptyOf(type: ElementType): number {
    if (type === 'float32') return this.empty;
    return this.#constant('empty bfloat16', () => {
      const cast = this.attributes('cast empty', (of) => [
        of.type('SrcT', 'float32'),
        of.type('DstT', type),
        of.boolean('Truncate', false),
      ]);
      const [output] = this.execute('Cast', cast, [this.empty]);
      if (!output) throw new Error('Cast gave no output');
      return output.id;
    });
  }

  /** A float32 tensor of zeros. */
  zeros(shape: readonly number[]): RawTensor {
    const { binding } = this.#backend;
    const size = shape.reduce((product, length) => product * length, 1);
    const id = binding.createTensor([...shape], binding.TF_FLOAT, new Float32Array(size));
    return new RawTensor(id, shape, 'float32', this.#free);
  }

  /** Whether this TensorFlow computes on a GPU. */
  get onGpu(): boolean {
    return this.#backend.isUsingGpuDevice;
  }

  /** Whether it lacks bfloat16. */
  get isFloat32Only(): boolean {
    return this.#backend.isFloat32Only === true;
  }

  /** Whether it has `networkOps` where the kernels of `@jssl/kernels` are in use: WebAssembly has not. */
  get hasNetworks(): boolean {
    return !this.isFloat32Only;
  }

  /** A tfjs tensor's own handle, valid as long as the tensor. */
  idOf(tensor: TensorInfo): number {
    return this.#backend.getInputTensorIds([tensor])[0] ?? NaN;
  }

  /** A second hold on a tfjs tensor's values, float32, which stay after the tensor is disposed. */
  borrow(tensor: TensorInfo): RawTensor {
    const backend = this.#backend;
    const { dataId, shape } = tensor;
    const id = this.idOf(tensor);
    backend.incRef(dataId);
    return new RawTensor(id, shape, 'float32', () => {
      if (backend.disposeData(dataId)) tf.engine().removeDataId(dataId, tf.engine().backend);
    });
  }

  /** A tfjs tensor's own handle, float32; releasing it does nothing. Valid as long as the tensor. */
  view(tensor: TensorInfo): RawTensor {
    return new RawTensor(this.idOf(tensor), tensor.shape, 'float32', () => undefined);
  }

  /** A float32 tensor as tfjs's, which takes over the caller's hold; nobody else may have one. */
  give(tensor: RawTensor): Tensor {
    const { id, shape } = tensor;
    return this.#backend.createOutputTensor({
      id,
      shape: [...shape],
      dtype: this.#backend.binding.TF_FLOAT,
    });
  }

  #constant(key: string, make: () => number): number {
    let id = this.#constants.get(key);
    if (id === undefined) this.#constants.set(key, (id = make()));
    return id;
  }

  readonly #maker: AttributeMaker = {
    type: (name, value) => {
      const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = this.#backend.binding;
      const numbers = { float32: TF_FLOAT, int32: TF_INT32, bfloat16: TF_BFLOAT16 };
      return { name, type: TF_ATTR_TYPE, value: numbers[value] };
    },
    integer: (name, value) => ({ name, type: this.#backend.binding.TF_ATTR_INT, value }),
    float: (name, value) => ({ name, type: this.#backend.binding.TF_ATTR_FLOAT, value }),
    string: (name, value) => ({ name, type: this.#backend.binding.TF_ATTR_STRING, value }),
    boolean: (name, value) => ({ name, type: this.#backend.binding.TF_ATTR_BOOL, value }),
    shape: (name, value) => ({ name, type: this.#backend.binding.TF_ATTR_SHAPE, value }),
  };
}

/** Makes attributes of each kind. */
export interface AttributeMaker {
  readonly type: (name: string, value: ElementType | 'int32') => OpAttribute;
  readonly integer: (name: string, value: number | number[]) => OpAttribute;
  readonly float: (name: string, value: number) => OpAttribute;
  readonly string: (name: string, value: string) => OpAttribute;
  readonly boolean: (name: string, value: boolean) => OpAttribute;
  readonly shape: (name: string, value: number[]) => OpAttribute;
}

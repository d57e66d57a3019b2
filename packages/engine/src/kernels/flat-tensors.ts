import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';

import { type RawTensor, RawTensorFlow } from './raw-tensorflow.js';
import { assignVariable, newVariable, readVariable } from './resource-variable.js';
import type { TensorFlowBackend } from './tensorflow-backend.js';

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/**
 * The values of tensors one after another [P]; borrows the tensors.
 * @param ids the handles of the tensors, float32.
 */
export function concatenate(
  raw: RawTensorFlow,
  tensors: readonly TensorInfo[],
  ids: readonly number[],
): RawTensor {
  const reshaped: RawTensor[] = [];
  const vectors = tensors.map(({ shape }, at) => {
    const id = ids[at] ?? NaN;
    if (shape.length === 1) return id;
    const vector = raw.run('Reshape', reshapeAttributes(raw), [id, raw.integers([sizeOf(shape)])]);
    reshaped.push(vector);
    return vector.id;
  });
  // ConcatV2 takes at least two.
  if (vectors.length === 1) vectors.push(raw.empty);
  const attributes = raw.attributes(`concat vectors ${vectors.length}`, (of) => [
    of.integer('N', vectors.length),
    of.type('T', 'float32'),
    of.type('Tidx', 'int32'),
  ]);
  const flat = raw.run('ConcatV2', attributes, [...vectors, raw.integer(0)]);
  for (const vector of reshaped) vector.release();
  return flat;
}

const reshapeAttributes = (raw: RawTensorFlow) =>
  raw.attributes('reshape float32', (of) => [of.type('T', 'float32'), of.type('Tshape', 'int32')]);

let made = 0;

/**
 * The values of a list of tensors in one resource variable [P], which stays on the device from step to step. It
 * holds as long as nothing else changes the tensors.
 */
export class FlatTensors {
  readonly #raw: RawTensorFlow;
  readonly #ids: readonly DataId[];
  readonly #shapes: readonly number[][];
  /** The handles that were given out last; undefined for a tensor that is cut out when it is read. */
  readonly #given: (number | undefined)[];
  /** The handle of the resource variable. */
  readonly variable: number;

  constructor(
    readonly backend: TensorFlowBackend,
    tensors: readonly TensorInfo[],
  ) {
    this.#raw = RawTensorFlow.of(backend);
    this.#ids = tensors.map(({ dataId }) => dataId);
    this.#shapes = tensors.map(({ shape }) => shape);
    this.#given = backend.getInputTensorIds([...tensors]);
    const flat = concatenate(this.#raw, tensors, this.#given as number[]);
    this.variable = newVariable(this.#raw, `jssl-flat-${made++}`, flat.shape);
    this.assign(flat);
  }

  /** Whether these are its tensors, and nothing else has changed them since. */
  holds(tensors: readonly TensorInfo[]): boolean {
    return (
      tensors.length === this.#ids.length &&
      tensors.every(({ dataId }, at) => dataId === this.#ids[at] && this.#isHeld(at))
    );
  }

  /** Whether a tensor is disposed or was changed by something else, and none is still to be cut out. */
  get isStale(): boolean {
    const held = this.#ids.map((_, at) => this.#isHeld(at));
    return held.includes(false) && !held.some((is, at) => is && this.#given[at] === undefined);
  }

  /** Its values [P]. */
  read(): RawTensor {
    return readVariable(this.#raw, this.variable);
  }

  /** Takes other values [P], and `values` over. */
  assign(values: RawTensor): void {
    assignVariable(this.#raw, this.variable, values);
    values.release();
  }

  /**
   * Puts the values of the variable into the tensors.
   * @param isLent whether a tensor may be changed. Others stay as they are, so that this no longer holds the list.
   * @returns for each tensor a handle of its new values if it was not changed, else undefined.
   */
  giveAll(isLent: readonly boolean[]): (RawTensor | undefined)[] {
    const flat = this.read();
    const sizes = this.#shapes.map(sizeOf);
    const attributes = this.#raw.attributes(`split ${sizes.length}`, (of) => [
      of.integer('num_split', sizes.length),
      of.type('T', 'float32'),
      of.type('Tlen', 'int32'),
    ]);
    const inputs = [flat, this.#raw.integers(sizes), this.#raw.integer(0)];
    const parts = this.#raw.execute('SplitV', attributes, inputs, sizes.length);
    flat.release();
    return parts.map((part, at) => {
      const shaped = this.#shaped(this.#raw.hold(part), at);
      const [entry, lent] = [this.#entry(this.#ids[at] ?? {}), isLent[at] === true];
      if (!lent) {
        this.#given[at] = NaN;
        return shaped;
      }
      this.#replace(entry, at);
      entry.id = shaped.id;
      this.#given[at] = shaped.id;
      return undefined;
    });
  }

  /** Lets each tensor be cut out of the variable when it is read, as moments are for a checkpoint. */
  giveWhenRead(): void {
    let start = 0;
    this.#ids.forEach((dataId, at) => {
      const from = start;
      start += sizeOf(this.#shapes[at] ?? []);
      const entry = this.#entry(dataId);
      if (this.#given[at] === undefined && isLazy(entry)) return;
      this.#replace(entry, at);
      this.#given[at] = undefined;
      Object.defineProperty(entry, 'id', {
        configurable: true,
        enumerable: true,
        get: () => {
          const { id } = this.#cut(from, at);
          setId(entry, id);
          this.#given[at] = id;
          return id;
        },
        set: (id: number) => {
          setId(entry, id);
        },
      });
    });
  }

  dispose(): void {
    const attributes = this.#raw.attributes('destroy', (of) => [
      of.boolean('ignore_lookup_error', true),
    ]);
    this.#raw.execute('DestroyResourceOp', attributes, [this.variable], 0);
    this.#raw.free(this.variable);
  }

  /** Whether a tensor is there and has the values of the variable. */
  #isHeld(at: number): boolean {
    const dataId = this.#ids[at] ?? {};
    if (!this.backend.tensorMap.has(dataId)) return false;
    const [entry, given] = [this.#entry(dataId), this.#given[at]];
    return given === undefined ? isLazy(entry) : !isLazy(entry) && entry.id === given;
  }

  #entry(dataId: DataId): { id: number } {
    return this.backend.tensorMap.get(dataId);
  }

  /** Frees what a tensor held. */
  #replace(entry: { id: number }, at: number): void {
    const given = this.#given[at];
    if (given !== undefined) this.#raw.free(given);
    setId(entry, -1);
  }

  #cut(from: number, at: number): RawTensor {
    const flat = this.read();
    const attributes = this.#raw.attributes('slice float32', (of) => [
      of.type('T', 'float32'),
      of.type('Index', 'int32'),
    ]);
    const size = sizeOf(this.#shapes[at] ?? []);
    const bounds = [this.#raw.integers([from]), this.#raw.integers([size])];
    const part = this.#raw.run('Slice', attributes, [flat, ...bounds]);
    flat.release();
    return this.#shaped(part, at);
  }

  /** A part in the shape of its tensor; takes it over. */
  #shaped(part: RawTensor, at: number): RawTensor {
    const shape = this.#shapes[at] ?? [];
    if (shape.length === 1) return part;
    const attributes = reshapeAttributes(this.#raw);
    const shaped = this.#raw.run('Reshape', attributes, [part, this.#raw.integers(shape)]);
    part.release();
    return shaped;
  }
}

function isLazy(entry: { readonly id: number }): boolean {
  return Object.getOwnPropertyDescriptor(entry, 'id')?.get !== undefined;
}

function setId(entry: { id: number }, value: number): void {
  Object.defineProperty(entry, 'id', {
    ...{ configurable: true, enumerable: true, writable: true },
    value,
  });
}

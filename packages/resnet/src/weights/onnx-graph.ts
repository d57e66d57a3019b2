import { floatTypes, floatValues, type FloatType } from './float-values.js';
import {
  ProtobufError,
  protobufFields,
  repeatedVarints,
  textOf,
  type ProtobufField,
} from './protobuf-fields.js';
import type { StoredTensor } from './state-dict.js';

/**
 * The bytes are no ONNX model, or one that cannot be read.
 * @example
 * ```ts
 * import { importOnnx, OnnxError } from '@jssl/resnet';
 *
 * try {
 *   importOnnx(Uint8Array.of(1, 2));
 * } catch (error) {
 *   if (error instanceof OnnxError) console.log(error.message); // the file is no ONNX model: a field of 8 bytes ends after the last byte
 * }
 * ```
 */
export class OnnxError extends Error {
  override readonly name = 'OnnxError';
  readonly code = 'JSSL_ONNX';
}

/** An operator of a graph. */
export interface OnnxGraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Lists of whole numbers, such as strides. */
  readonly numbers: ReadonlyMap<string, readonly number[]>;
}

/** What an encoder needs of an ONNX model. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxGraphNode[];
  /** The floating-point constants, as float32. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** H of its first input with four dimensions, if it is fixed. */
  readonly inputSize: number | undefined;
}

/** Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const GRAPH = 7;
const graphFields = { node: 1, initializer: 5, input: 11 };
const tensorFields = { dims: 1, type: 2, floats: 4, doubles: 10, name: 8, raw: 9, external: 13 };
/** TensorProto.DataType */
const floatKinds: Readonly<Record<number, FloatType>> = {
  1: 'F32',
  10: 'F16',
  11: 'F64',
  16: 'BF16',
};

/**
 * Reads the operators and constants of an ONNX model. The bytes are not trusted: sizes are compared with the
 * bytes there are before anything is allocated.
 * @throws OnnxError with a message of one sentence.
 */
export function readOnnxGraph(bytes: Uint8Array): OnnxGraph {
  try {
    const graph = protobufFields(bytes).findLast(({ number }) => number === GRAPH);
    if (!graph || graph.bytes.length === 0) throw new ProtobufError('it has no graph');
    const fields = protobufFields(graph.bytes);
    const of = (number: number) =>
      fields.filter((field) => field.number === number).map((field) => protobufFields(field.bytes));
    const nodes = of(graphFields.node).map(readNode);
    const tensors = new Map<string, StoredTensor>();
    for (const tensor of of(graphFields.initializer)) {
      const value = readTensor(tensor);
      if (value) tensors.set(textOf(tensor, tensorFields.name), value);
    }
    return { nodes, tensors, inputSize: of(graphFields.input).flatMap(sizeOfInput)[0] };
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw new OnnxError(`the file is no ONNX model: ${error.message}`, { cause: error });
  }
}

function readNode(fields: readonly ProtobufField[]): OnnxGraphNode {
  const texts = (number: number) =>
    fields
      .filter((field) => field.number === number)
      .map(({ bytes }) => new TextDecoder().decode(bytes));
  const numbers = fields
    .filter(({ number }) => number === 5)
    .map(({ bytes }) => protobufFields(bytes))
    .map((attribute) => [textOf(attribute, 1), repeatedVarints(attribute, 8)] as const);
  return {
    operator: textOf(fields, 4),
    inputs: texts(1),
    outputs: texts(2),
    numbers: new Map(numbers),
  };
}

/** @throws OnnxError for values that are elsewhere, or do not have the size of their shape. */
function readTensor(fields: readonly ProtobufField[]): StoredTensor | undefined {
  const { dims, type, floats, doubles, name, raw, external } = tensorFields;
  const kind = floatKinds[fields.findLast(({ number }) => number === type)?.value ?? 0];
  if (kind === undefined) return undefined;
  const shown = JSON.stringify(textOf(fields, name).slice(0, 80));
  if (fields.some(({ number }) => number === external)) {
    throw new OnnxError(
      `the values of ${shown} are in another file; export the model with its weights inside (external_data=False)`,
    );
  }
  const shape = repeatedVarints(fields, dims);
  const size = shape.reduce((product, length) => product * length, floatTypes[kind]);
  const lists = [raw, ...(kind === 'F32' ? [floats] : kind === 'F64' ? [doubles] : [])];
  const parts = fields.filter(({ number }) => lists.includes(number)).map(({ bytes }) => bytes);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length !== size) {
    throw new OnnxError(
      `${shown} must have ${size} bytes by its shape [${shape.join(', ')}], got ${length}`,
    );
  }
  const [only, ...more] = parts;
  const values = more.length === 0 ? (only ?? new Uint8Array()) : joined(parts, length);
  return { shape, data: floatValues(values, kind) };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** H of an input [N, C, H, W]: type, tensor type, shape, dimensions, value. */
function sizeOfInput(input: readonly ProtobufField[]): number[] {
  const within = (fields: readonly ProtobufField[], number: number) =>
    fields.filter((field) => field.number === number).map(({ bytes }) => protobufFields(bytes));
  const shapes = within(input, 2)
    .flatMap((type) => within(type, 1))
    .flatMap((tensor) => within(tensor, 2));
  const dimensions = shapes.flatMap((shape) => within(shape, 1));
  const value = dimensions[2]?.find(({ number }) => number === 1)?.value ?? 0;
  return dimensions.length === 4 && value >= 1 && value <= 4096 ? [value] : [];
}

import { PbfWriter } from 'pbf';

/** A float32 constant of a graph. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** One operator; attributes are integers or lists of integers. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A float32 input or output; a named dimension has any size. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  /** Version of the operator set. */
  readonly opset: number;
  readonly name: string;
  readonly description: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** File format of ONNX 1.10, supported by all current runtimes. */
const IR_VERSION = 8;
const FLOAT = 1;
/** AttributeProto.AttributeType */
const [INT, INTS] = [2, 7];

/** Encodes an ONNX model, with the field numbers of `onnx.proto` (https://github.com/onnx/onnx). */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, '@jssl/export');
  pbf.writeMessage(7, writeGraph, model);
  pbf.writeMessage(
    8,
    (opset: number, to: PbfWriter) => {
      to.writeStringField(1, '');
      to.writeVarintField(2, opset);
    },
    model.opset,
  );
  for (const entry of Object.entries(model.metadata)) {
    pbf.writeMessage(
      14,
      ([key, value]: [string, string], to: PbfWriter) => {
        to.writeStringField(1, key);
        to.writeStringField(2, value);
      },
      entry,
    );
  }
  return pbf.finish();
}

function writeGraph(model: OnnxModel, pbf: PbfWriter): void {
  for (const node of model.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, model.name);
  for (const tensor of model.initializers) pbf.writeMessage(5, writeTensor, tensor);
  pbf.writeStringField(10, model.description);
  for (const input of model.inputs) pbf.writeMessage(11, writeValue, input);
  for (const output of model.outputs) pbf.writeMessage(12, writeValue, output);
}

function writeNode({ operator, inputs, output, attributes = {} }: OnnxNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(3, output);
  pbf.writeStringField(4, operator);
  for (const attribute of Object.entries(attributes))
    pbf.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, value]: [string, number | readonly number[]], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') pbf.writeVarintField(3, value);
  else for (const one of value) pbf.writeVarintField(8, one);
  pbf.writeVarintField(20, typeof value === 'number' ? INT : INTS);
}

function writeTensor({ name, shape, data }: OnnxTensor, pbf: PbfWriter): void {
  for (const size of shape) pbf.writeVarintField(1, size);
  pbf.writeVarintField(2, FLOAT);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValue({ name, shape }: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(
    2,
    (_: undefined, type: PbfWriter) => {
      type.writeMessage(
        1,
        (__: undefined, tensor: PbfWriter) => {
          tensor.writeVarintField(1, FLOAT);
          tensor.writeMessage(2, writeShape, shape);
        },
        undefined,
      );
    },
    undefined,
  );
}

function writeShape(shape: readonly (number | string)[], pbf: PbfWriter): void {
  for (const size of shape) {
    pbf.writeMessage(
      1,
      (one: number | string, dimension: PbfWriter) => {
        if (typeof one === 'number') dimension.writeVarintField(1, one);
        else dimension.writeStringField(2, one);
      },
      size,
    );
  }
}

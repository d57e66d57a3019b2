import type { DataId, NamedAttrMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** One attribute of a TensorFlow op, as tfjs-node's addon takes it. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor as the addon describes it: a number that stands for TensorFlow's handle. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** What is used of tfjs-node's addon. */
export interface TensorFlowBinding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): NativeTensor[];
  /** How many tensors the addon holds. */
  getNumOfTensors(): number;
}

/** The part of tfjs-node's backend that reaches any TensorFlow op. */
export interface TensorFlowBackend {
  readonly binding: TensorFlowBinding;
  readonly isUsingGpuDevice: boolean;
  /** Whether it lacks bfloat16. */
  readonly isFloat32Only?: boolean;
  readonly tensorMap: { get(dataId: DataId): { id: number }; has(dataId: DataId): boolean };
  createOutputTensor(tensor: NativeTensor): Tensor;
  getInputTensorIds(tensors: TensorInfo[]): number[];
  refCount(dataId: DataId): number;
  incRef(dataId: DataId): void;
  disposeData(dataId: DataId, force?: boolean): boolean;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: TensorInfo[]): TensorInfo;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: TensorInfo[],
    outputs: number,
  ): TensorInfo[];
}

/** What tfjs hands to a kernel of the TensorFlow backend. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo | undefined>>;
  readonly attrs?: NamedAttrMap | undefined;
  readonly backend: unknown;
}

/** A kernel's input by name. @throws Error when the caller left it out. */
export function kernelInput({ inputs }: KernelCall, name: string): TensorInfo {
  const input = inputs[name];
  if (!input) throw new Error(`the kernel needs an input ${name}`);
  return input;
}

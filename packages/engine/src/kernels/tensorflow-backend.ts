import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

/** One attribute of a TensorFlow op, as tfjs-node's addon takes it. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The part of tfjs-node's backend that reaches any TensorFlow op. */
export interface TensorFlowBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_FLOAT: number;
  };
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

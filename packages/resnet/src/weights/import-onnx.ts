import { OnnxError, readOnnxGraph, type OnnxGraph, type OnnxGraphNode } from './onnx-graph.js';
import type { StateDict, StoredTensor } from './state-dict.js';

/** The tensors of a ResNet in an ONNX model, with torchvision's names. */
export interface OnnxResnet {
  readonly tensors: StateDict;
  /** H of the images, if it is fixed. */
  readonly size: number | undefined;
  /** Normalization of the images within the model, as `@jssl/export` writes it. */
  readonly normalization:
    { readonly mean: readonly number[]; readonly std: readonly number[] } | undefined;
}

/** A convolution with its batch norm, or with none if that was folded into it. */
interface Unit {
  readonly weight: StoredTensor;
  readonly bias: StoredTensor | undefined;
  readonly norm: readonly StoredTensor[] | undefined;
  readonly stride: number;
  readonly input: string;
  /** What comes out of its batch norm, if it has one. */
  readonly output: string;
}

/** Added to the variance of a batch norm: with the rest, it is 1. */
const EPSILON = 1e-5;

/**
 * Reads the backbone of a ResNet from an ONNX model, as `torch.onnx.export` and `@jssl/export` write it. The
 * graph says which convolution is which, since exporters rename weights; a batch norm that was folded into its
 * convolution becomes one that only adds the bias. The classifier is left out.
 * @param bytes not trusted.
 * @throws OnnxError with a message of one sentence.
 * @example
 * ```ts
 * import { importOnnx } from '@jssl/resnet';
 *
 * try {
 *   importOnnx(new Uint8Array());
 * } catch (error) {
 *   console.log((error as Error).message); // the file is no ONNX model: it has no graph
 * }
 * ```
 */
export function importOnnx(bytes: Uint8Array): OnnxResnet {
  const graph = readOnnxGraph(bytes);
  const [first, ...groups] = unitsByBlock(graph);
  const [stem, ...others] = first ?? [];
  if (!stem) throw new OnnxError('the model has no convolutions with constant weights');
  const hasPool = graph.nodes.some(({ operator }) => operator === 'MaxPool');
  const [kernel] = stem.weight.shape.slice(2);
  if (hasPool !== (kernel === 7) || stem.stride !== (kernel === 7 ? 2 : 1)) {
    throw new OnnxError(
      `the stem must be 3x3 with stride 1, or 7x7 with stride 2 and a max-pool, got ${kernel ?? 0}x${kernel ?? 0} with stride ${stem.stride}${hasPool ? ' and a max-pool' : ''}`,
    );
  }
  const tensors: Record<string, StoredTensor> = {};
  addUnit(tensors, { convolution: 'conv1', norm: 'bn1' }, stem);
  let [stage, block, channels] = [0, 0, -1];
  for (const units of [others, ...groups]) {
    const { path, shortcut } = pathOf(units);
    const out = path.at(-1)?.weight.shape[0] ?? 0;
    if (out !== channels) [stage, block, channels] = [stage + 1, 0, out];
    const name = `layer${stage}.${block}`;
    checkStrides(name, path, shortcut);
    path.forEach((unit, at) => {
      const [convolution, norm] = [`${name}.conv${at + 1}`, `${name}.bn${at + 1}`];
      addUnit(tensors, { convolution, norm }, unit);
    });
    if (shortcut) {
      const [convolution, norm] = [`${name}.downsample.0`, `${name}.downsample.1`];
      addUnit(tensors, { convolution, norm }, shortcut);
    }
    block++;
  }
  return { tensors, size: graph.inputSize, normalization: normalizationOf(graph) };
}

/** The units up to each sum of a block with its shortcut: the first group begins with the stem. */
function unitsByBlock({ nodes, tensors }: OnnxGraph): Unit[][] {
  const groups: Unit[][] = [];
  let group: Unit[] = [];
  for (const node of nodes) {
    if (node.operator === 'Conv') group.push(unitOf(node, { nodes, tensors }));
    if (node.operator !== 'Add' || node.inputs.some((name) => tensors.has(name))) continue;
    groups.push(group);
    group = [];
  }
  if (group.length > 0 || groups.length === 0) {
    throw new OnnxError('the convolutions must be in residual blocks, as in a ResNet');
  }
  return groups;
}

function unitOf(
  {
    inputs: [input = '', weightName = '', biasName = ''],
    outputs: [output = ''],
    numbers,
  }: OnnxGraphNode,
  { nodes, tensors }: Pick<OnnxGraph, 'nodes' | 'tensors'>,
): Unit {
  const weight = tensors.get(weightName);
  if (weight?.shape.length !== 4) {
    throw new OnnxError('the model has a convolution without constant weights');
  }
  const norm = nodes.find(
    ({ operator, inputs }) => operator === 'BatchNormalization' && inputs[0] === output,
  );
  const values = norm?.inputs.slice(1, 5).map((name) => tensors.get(name));
  if (values && !(values.length === 4 && values.every((one) => one !== undefined))) {
    throw new OnnxError('the model has a batch norm without constant parameters');
  }
  const [stride = 1] = numbers.get('strides') ?? [];
  return {
    ...{ weight, stride, input },
    bias: tensors.get(biasName),
    norm: values,
    output: norm?.outputs[0] ?? output,
  };
}

/** The convolutions of a block in order, and that of its shortcut, which no other one follows. */
function pathOf(units: readonly Unit[]): { path: readonly Unit[]; shortcut: Unit | undefined } {
  const [one] = units;
  const sameInput = units.filter(({ input }) => input === one?.input);
  if (!one || sameInput.length > 2) throw notResidual();
  if (sameInput.length === 1) return { path: units, shortcut: undefined };
  // The path's last convolution has as many channels as the shortcut; so it is the other beginning that goes on.
  const rest = units.filter((unit) => !sameInput.includes(unit));
  const next = rest[0]?.weight.shape[1];
  const [first, second] = sameInput;
  const goesOn = (unit: Unit | undefined) => unit?.weight.shape[0] === next;
  const isSmall = (unit: Unit | undefined) => unit?.weight.shape[2] === 1;
  if (!first || !second || rest.length === 0) throw notResidual();
  // In the first block of a basic stage both fit: the shortcut is the 1x1 convolution.
  const shortcut =
    goesOn(first) && goesOn(second)
      ? isSmall(first)
        ? first
        : second
      : goesOn(first)
        ? second
        : first;
  return { path: [shortcut === first ? second : first, ...rest], shortcut };
}

function notResidual(): OnnxError {
  return new OnnxError('the convolutions must be in residual blocks, as in a ResNet');
}

/** Networks with the same shapes can halve the image in another layer, and then compute something else. */
function checkStrides(name: string, path: readonly Unit[], shortcut: Unit | undefined): void {
  const halved = path.length === 3 ? 1 : 0;
  const expected = shortcut?.stride ?? 1;
  const wrong = path.findIndex(({ stride }, at) => stride !== (at === halved ? expected : 1));
  if (wrong < 0) return;
  throw new OnnxError(
    `${name} must halve the image in convolution ${halved + 1}, as torchvision's ResNets do, but convolution ${wrong + 1} has stride ${path[wrong]?.stride ?? 0}`,
  );
}

function addUnit(
  tensors: Record<string, StoredTensor>,
  { convolution, norm }: { readonly convolution: string; readonly norm: string },
  unit: Unit,
): void {
  const [out = 0] = unit.weight.shape;
  const filled = (value: number): StoredTensor => ({
    shape: [out],
    data: new Float32Array(out).fill(value),
  });
  const bias = unit.bias ?? filled(0);
  const [scale, offset, mean, variance] = unit.norm ?? [
    ...[filled(1), bias, filled(0), filled(1 - EPSILON)],
  ];
  tensors[`${convolution}.weight`] = unit.weight;
  for (const [part, value] of Object.entries({
    ...{ weight: scale, bias: offset, running_mean: mean, running_var: variance },
  })) {
    if (value) tensors[`${norm}.${part}`] = value;
  }
  if (unit.norm && unit.bias?.data.some((value) => value !== 0) === true) {
    throw new OnnxError(`${convolution} must have no bias, since a batch norm follows it`);
  }
}

/** Constants [1, C, 1, 1] named `mean` and `std`. */
function normalizationOf({ tensors }: OnnxGraph): OnnxResnet['normalization'] {
  const [mean, std] = ['mean', 'std'].map((name) => tensors.get(name));
  if (!mean || !std || mean.shape.length !== 4 || std.shape.join() !== mean.shape.join()) {
    return undefined;
  }
  return { mean: [...mean.data], std: [...std.data] };
}

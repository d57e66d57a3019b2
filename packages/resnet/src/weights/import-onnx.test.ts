import { describeBackbone } from '../architecture/describe-backbone.js';
import { defaultEncoderConfig, type EncoderConfig } from '../architecture/encoder-config.js';
import { createEncoder } from '../encoder/encoder.js';
import { constant, message, model, operator, type FieldValue } from '../fixtures/write-onnx.js';
import { importOnnx } from './import-onnx.js';
import { OnnxError } from './onnx-graph.js';
import { checkStateDict, stateDict, type StateDict, type StoredTensor } from './state-dict.js';

const tiny = { ...defaultEncoderConfig, width: 2 } as const;

let seed = 1;
const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

/** A network with batch norms that do something. */
function backboneOf(config: EncoderConfig): StateDict {
  const encoder = createEncoder(config, random);
  const dict = stateDict(encoder, { heads: false });
  encoder.dispose();
  for (const [name, { data }] of Object.entries(dict)) {
    if (/bn\d|downsample\.1/.test(name)) data.forEach((_, at) => (data[at] = 0.5 + random()));
  }
  return dict;
}

type Fields = (readonly [number, FieldValue])[];

/** The graph of a backbone as an exporter writes it: weights are renamed, the path comes before the shortcut. */
function graphOf(config: EncoderConfig, dict: StateDict, options: { stride?: number } = {}) {
  const { stem, maxPool, blocks } = describeBackbone(config);
  const fields: Fields = [];
  let names = 0;
  const add = (name: string, inputs: readonly string[], stride?: number) => {
    const output = `value${names++}`;
    fields.push(operator(name, { inputs, output, ...(stride !== undefined && { stride }) }));
    return output;
  };
  const put = (tensor: StoredTensor | undefined) => {
    const name = `onnx::${names++}`;
    if (tensor) fields.push(constant(name, tensor));
    return name;
  };
  const unit = (layer: (typeof blocks)[number]['path'][number], from: string) => {
    const { convolution, norm, stride } = layer;
    const convolved = add(
      'Conv',
      [from, put(dict[`${convolution}.weight`])],
      options.stride ?? stride,
    );
    const parts = ['weight', 'bias', 'running_mean', 'running_var'];
    const inputs = parts.map((part) => put(dict[`${norm}.${part}`]));
    return add('BatchNormalization', [convolved, ...inputs]);
  };
  let maps = add('Relu', [unit(stem, 'images')]);
  if (maxPool) maps = add('MaxPool', [maps], 2);
  for (const { path, shortcut } of blocks) {
    const sum = path.reduce(
      (from, layer, at) =>
        at < path.length - 1 ? add('Relu', [unit(layer, from)]) : unit(layer, from),
      maps,
    );
    maps = add('Relu', [add('Add', [sum, shortcut ? unit(shortcut, maps) : maps])]);
  }
  add('Gemm', [
    add('GlobalAveragePool', [maps]),
    put({ shape: [2, 3], data: new Float32Array(6) }),
  ]);
  return fields;
}

test.each([
  ['a basic network', { depth: 18, stem: 'small' }],
  ['bottlenecks with the stem for large images', { depth: 50, stem: 'imagenet' }],
] as const)('%s: the graph says which tensor is which', (_, shape) => {
  const config = { ...tiny, ...shape };
  const dict = backboneOf(config);
  const dimensions = [1, 3, 32, 32].map((size) => [1, message([1, size])] as const);
  const type = message([1, message([1, 1], [2, message(...dimensions)])]);
  const { tensors, size, normalization } = importOnnx(
    model(...graphOf(config, dict), [11, message([1, 'images'], [2, type])]),
  );
  expect(tensors).toEqual(dict);
  expect([size, normalization]).toEqual([32, undefined]);
  checkStateDict(config, tensors, { heads: false });
});

const messageOf = (bytes: Uint8Array) => {
  try {
    importOnnx(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(OnnxError);
    return (error as Error).message;
  }
  return 'no error';
};

test('a network that halves its images elsewhere is refused', () => {
  const config = { ...tiny, depth: 18, stem: 'small' } as const;
  expect(messageOf(model(...graphOf(config, backboneOf(config), { stride: 2 })))).toBe(
    'the stem must be 3x3 with stride 1, or 7x7 with stride 2 and a max-pool, got 3x3 with stride 2',
  );
  const dict = backboneOf(config);
  const halved = operator('Conv', { inputs: ['x', 'w'], output: 'y', stride: 2 });
  const weight = constant(
    'w',
    dict['layer1.0.conv1.weight'] ?? { shape: [], data: new Float32Array() },
  );
  const stem = operator('Conv', { inputs: ['images', 's'], output: 'x', stride: 1 });
  const stemWeight = constant('s', dict['conv1.weight'] ?? { shape: [], data: new Float32Array() });
  const second = operator('Conv', { inputs: ['y', 'w'], output: 'z', stride: 1 });
  const sum = operator('Add', { inputs: ['z', 'x'], output: 'sum' });
  expect(messageOf(model(weight, stemWeight, stem, halved, second, sum))).toBe(
    "layer1.0 must halve the image in convolution 1, as torchvision's ResNets do, but convolution 1 has stride 2",
  );
});

const values = { shape: [2], data: Float32Array.of(1, 2) };
const damaged: Readonly<Record<string, readonly [Uint8Array, string]>> = {
  'no bytes': [new Uint8Array(), 'the file is no ONNX model: it has no graph'],
  'a field that is longer than the file': [
    Uint8Array.of(0x3a, 0x7f, 0),
    'the file is no ONNX model: a field of 127 bytes ends after the last byte',
  ],
  'a number that is cut off': [
    Uint8Array.of(0x08, 0xff),
    'the file is no ONNX model: a number ends after the last byte',
  ],
  'a number without end': [
    new Uint8Array(20).fill(0xff),
    'the file is no ONNX model: a number has more than ten bytes',
  ],
  'an unknown kind of field': [
    Uint8Array.of(0x0b),
    'the file is no ONNX model: a field has the unknown kind 3',
  ],
  'a shape that is larger than its values': [
    model([5, message([1, 2 ** 40], [2, 1], [8, 'w'], [9, new Uint8Array(8)])]),
    '"w" must have 4398046511104 bytes by its shape [1099511627776], got 8',
  ],
  'values in another file': [
    model([5, message([1, 2], [2, 1], [8, 'w'], [13, message([1, 'location'])])]),
    'the values of "w" are in another file; export the model with its weights inside (external_data=False)',
  ],
  'no convolution': [
    model(constant('w', values), operator('Add', { inputs: ['x', 'y'], output: 'z' })),
    'the model has no convolutions with constant weights',
  ],
  'a convolution of something that is computed': [
    model(operator('Conv', { inputs: ['x', 'y'], output: 'z' })),
    'the model has a convolution without constant weights',
  ],
  'convolutions that are not summed': [
    model(
      constant('w', { shape: [1, 1, 1, 1], data: Float32Array.of(1) }),
      operator('Conv', { inputs: ['x', 'w'], output: 'z' }),
    ),
    'the convolutions must be in residual blocks, as in a ResNet',
  ],
};

test.each(Object.keys(damaged))('%s is refused', (name) => {
  const [bytes, expected] = damaged[name] ?? [new Uint8Array(), ''];
  expect(messageOf(bytes)).toBe(expected);
});

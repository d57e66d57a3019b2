import {
  defaultEncoderConfig,
  type Depth,
  type EncoderConfig,
} from '../architecture/encoder-config.js';
import { createEncoder } from '../encoder/encoder.js';
import { importTensors } from './import-tensors.js';
import { checkStateDict, stateDict, type StateDict } from './state-dict.js';

const tiny = { ...defaultEncoderConfig, width: 2, headWidth: 3, embeddingSize: 4 };

function tensorsOf(config: Partial<EncoderConfig>): StateDict {
  const encoder = createEncoder({ ...tiny, ...config }, () => 0.5);
  const dict = stateDict(encoder);
  encoder.dispose();
  return dict;
}

const renamed = (dict: StateDict, rename: (name: string) => string): StateDict =>
  Object.fromEntries(Object.entries(dict).map(([name, tensor]) => [rename(name), tensor]));

const headless = (dict: StateDict): StateDict =>
  Object.fromEntries(Object.entries(dict).filter(([name]) => !name.startsWith('head_')));

test.each([18, 34, 50, 101, 152] as Depth[])(
  'torchvision’s ResNet-%i, its classifier left out',
  (depth) => {
    const backbone = headless(tensorsOf({ depth, stem: 'imagenet', inChannels: 1 }));
    const counter = { shape: [], data: new Float32Array(1) };
    const classifier = { shape: [10, 2], data: new Float32Array(20) };
    const imported = importTensors({
      ...backbone,
      'bn1.num_batches_tracked': counter,
      'fc.weight': classifier,
      'fc.bias': classifier,
    });
    expect(imported).toEqual({
      origin: 'torchvision',
      config: { ...defaultEncoderConfig, depth, width: 2, stem: 'imagenet', inChannels: 1 },
      tensors: backbone,
      hasHeads: false,
      leftOut: ['fc.weight', 'fc.bias'],
    });
  },
);

test('the original’s names, with heads and DataParallel’s prefix', () => {
  const dict = tensorsOf({ depth: 50 });
  // nn.Sequential(conv1, bn1, relu, layer1, layer2, layer3, layer4, avgpool) is f.
  const places = ['conv1', 'bn1', 'relu', 'layer1', 'layer2', 'layer3', 'layer4'];
  const original = renamed(dict, (name) => {
    const head = /^head_([pn])(.*)$/.exec(name);
    if (head) return `module.g${head[1] ?? ''}${head[2] ?? ''}`;
    const [part = '', ...rest] = name.split('.');
    return ['module.f', String(places.indexOf(part)), ...rest].join('.');
  });
  expect(Object.keys(original)).toContain('module.f.3.0.conv1.weight');
  const { origin, config, tensors, hasHeads } = importTensors(original);
  expect({ origin, config, hasHeads }).toEqual({
    origin: 'original',
    config: { ...tiny, depth: 50 },
    hasHeads: true,
  });
  expect(tensors).toEqual(dict);
  checkStateDict(config, tensors);
});

test.each([
  ['state_dict.', ''],
  ['backbone.', ''],
  ['module.encoder_q.', 'module.encoder_k.'],
  ['student.backbone.', 'teacher.backbone.'],
])('a backbone below %s is found, other parts are left out', (prefix, follower) => {
  const backbone = headless(tensorsOf({ depth: 18 }));
  const copy = follower === '' ? {} : renamed(backbone, (name) => follower + name);
  const projection = { shape: [1], data: new Float32Array(1) };
  const dict = {
    ...copy,
    ...renamed(backbone, (name) => prefix + name),
    'head.0.weight': projection,
  };
  const { tensors, leftOut } = importTensors(dict);
  expect(tensors).toEqual(backbone);
  expect(leftOut).toEqual([...Object.keys(copy), 'head.0.weight']);
});

test('layers within the blocks are not left out', () => {
  const attention = { shape: [1], data: new Float32Array(1) };
  const dict = { ...headless(tensorsOf({ depth: 18 })), 'layer1.0.se.fc1.weight': attention };
  const { tensors, config } = importTensors(dict);
  expect(() => {
    checkStateDict(config, tensors, { heads: false });
  }).toThrow(/layer1\.0\.se\.fc1\.weight is unexpected/);
});

test('tensors that are not a ResNet are refused', () => {
  const message =
    'importTensors: the tensors must be those of a ResNet-18, 34, 50, 101 or 152 with a 3x3 or 7x7 stem';
  const { 'layer2.1.conv1.weight': block, ...rest } = tensorsOf({ depth: 18 });
  expect(block).toBeDefined();
  for (const dict of [
    {},
    rest,
    { 'conv1.weight': { shape: [2, 3, 5, 5], data: new Float32Array(150) } },
  ]) {
    expect(() => importTensors(dict)).toThrow(new RangeError(message));
  }
});

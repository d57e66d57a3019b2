import {
  countParameters,
  createEncoder,
  featureSize,
  stateDict,
  type Depth,
  type EncoderConfig,
} from '../index.js';

const heads = { inChannels: 3, headWidth: 4, embeddingSize: 3 } as const;
const stems = ['small', 'imagenet'] as const;

/**
 * Blocks of the four stages (arXiv 1512.03385, Table 1), and torchvision's published number of
 * parameters with its classifier of 1,000 classes.
 */
const architectures: [depth: Depth, blocks: number[], published: number][] = [
  [18, [2, 2, 2, 2], 11_689_512],
  [34, [3, 4, 6, 3], 21_797_672],
  [50, [3, 4, 6, 3], 25_557_032],
  [101, [3, 4, 23, 3], 44_549_160],
  [152, [3, 8, 36, 3], 60_192_808],
];

const encoderOf = (config: Pick<EncoderConfig, 'depth' | 'width' | 'stem'>) =>
  createEncoder({ ...heads, ...config }, () => 0.5);

/** Names and shapes of torchvision's `resnet(width).state_dict()` without `fc` and batch counters. */
function torchvisionShapes(depth: Depth, blocks: readonly number[], width: number, kernel: number) {
  const expansion = depth < 50 ? 1 : 4;
  const norm = (name: string, channels: number) =>
    ['weight', 'bias', 'running_mean', 'running_var'].map((part) => [
      `${name}.${part}`,
      [channels],
    ]);
  const shapes = [['conv1.weight', [width, 3, kernel, kernel]], ...norm('bn1', width)];
  let inPlanes = width;
  blocks.forEach((count, stage) => {
    const planes = width * 2 ** stage;
    const out = planes * expansion;
    for (let index = 0; index < count; index++) {
      const block = `layer${stage + 1}.${index}`;
      const layer = (at: number, from: number, to: number, side: number) => {
        shapes.push([`${block}.conv${at}.weight`, [to, from, side, side]]);
        shapes.push(...norm(`${block}.bn${at}`, to));
      };
      if (depth < 50) {
        layer(1, inPlanes, planes, 3);
        layer(2, planes, planes, 3);
      } else {
        layer(1, inPlanes, planes, 1);
        layer(2, planes, planes, 3);
        layer(3, planes, out, 1);
      }
      if (index === 0 && (stage > 0 || depth >= 50)) {
        shapes.push([`${block}.downsample.0.weight`, [out, inPlanes, 1, 1]]);
        shapes.push(...norm(`${block}.downsample.1`, out));
      }
      inPlanes = out;
    }
  });
  return shapes;
}

describe.each(architectures)('ResNet-%i', (depth, blocks, published) => {
  test('the backbone of width 64 has torchvision’s number of parameters', () => {
    // Convolutions grow with the square of the width, the stem and batch norms in proportion to it,
    // so two narrow encoders determine the count at any width: a · width² + b · width.
    const count = (stem: EncoderConfig['stem']) => {
      const [one = 0, two = 0, three = 0] = [1, 2, 3].map(
        (width) => countParameters(encoderOf({ depth, width, stem })).backbone,
      );
      const a = (two - 2 * one) / 2;
      const b = one - a;
      expect(three).toBe(9 * a + 3 * b);
      return 64 ** 2 * a + 64 * b;
    };
    const classifier = 1000 * (featureSize({ depth, width: 64 }) + 1);
    expect(count('imagenet')).toBe(published - classifier);
    // A 3 · 3 kernel instead of 7 · 7, with 3 channels each.
    expect(count('small')).toBe(published - classifier - 64 * 3 * (7 ** 2 - 3 ** 2));
  });

  test.each(stems)('names, order and shapes are torchvision’s, with stem %s', (stem) => {
    const shapes = Object.entries(stateDict(encoderOf({ depth, width: 2, stem })))
      .filter(([name]) => !name.startsWith('head_'))
      .map(([name, { shape }]) => [name, shape]);
    expect(shapes).toEqual(torchvisionShapes(depth, blocks, 2, stem === 'small' ? 3 : 7));
  });
});

test('ResNet-50’s backbone has the papers’ 23,508,032 and 23,500,352 parameters', () => {
  const [, , published] = architectures[2] ?? [];
  expect((published ?? 0) - 1000 * 2049).toBe(23_508_032);
  expect(23_508_032 - 64 * 3 * 40).toBe(23_500_352);
});

test('both heads are linear without bias, batch norm, linear with bias', () => {
  const encoder = encoderOf({ depth: 18, width: 2, stem: 'small' });
  const shapes = Object.entries(stateDict(encoder))
    .filter(([name]) => name.startsWith('head_'))
    .map(([name, { shape }]) => [name, shape]);
  const head = (name: string) => [
    [`${name}.0.weight`, [4, 16]],
    [`${name}.1.weight`, [4]],
    [`${name}.1.bias`, [4]],
    [`${name}.1.running_mean`, [4]],
    [`${name}.1.running_var`, [4]],
    [`${name}.3.weight`, [3, 4]],
    [`${name}.3.bias`, [3]],
  ];
  expect(shapes).toEqual([...head('head_p'), ...head('head_n')]);
  const { backbone, total } = countParameters(encoder);
  expect(total - backbone).toBe(2 * (4 * 16 + 4 + 4 + 3 * 4 + 3));
});

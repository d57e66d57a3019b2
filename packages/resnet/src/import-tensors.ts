import {
  blocksPerStage,
  defaultEncoderConfig,
  type Depth,
  type EncoderConfig,
} from './encoder-config.js';
import type { StateDict } from './state-dict.js';

/** The tensors of a PyTorch ResNet, as those of an encoder. */
export interface ImportedTensors {
  /** Whose names the file uses: torchvision's, or those of arXiv 2202.12921's code. */
  readonly origin: 'torchvision' | 'original';
  readonly config: EncoderConfig;
  /** With this package's names; without heads if the file has none. */
  readonly tensors: StateDict;
  readonly hasHeads: boolean;
}

/**
 * Where a ResNet's parts are in the original's `Sequential`, which has no max-pool and no classifier; index
 * 2 is the ReLU.
 */
const originalParts: Readonly<Record<string, string>> = {
  'f.0': 'conv1',
  'f.1': 'bn1',
  'f.3': 'layer1',
  'f.4': 'layer2',
  'f.5': 'layer3',
  'f.6': 'layer4',
  gp: 'head_p',
  gn: 'head_n',
};

/** Our name of a tensor; undefined for classifier and counters, which an encoder does not have. */
function nameHere(name: string): string | undefined {
  const bare = name.replace(/^module\./, '');
  if (/^fc\.|(^|\.)num_batches_tracked$/.test(bare)) return undefined;
  const [, part = '', rest = ''] = /^(f\.\d+|gp|gn)(\..*)$/.exec(bare) ?? [];
  const here = Object.hasOwn(originalParts, part) ? originalParts[part] : undefined;
  return here === undefined ? bare : here + rest;
}

/**
 * Imports the tensors of a PyTorch ResNet: torchvision's (`layer1.0.conv1.weight`), or those of the
 * original code of arXiv 2202.12921 (`f.3.0.conv1.weight`, heads `gp` and `gn`), with or without the
 * `module.` prefix of `DataParallel`. Depth, width and stem are inferred from names and shapes;
 * classifier and counters are dropped.
 * @param dict names, values and layouts as in PyTorch's `state_dict`. Not trusted: use `checkStateDict` to
 * check that all tensors fit.
 * @throws RangeError if it is not one of the supported ResNets.
 * @example
 * ```ts
 * import { createEncoder, defaultEncoderConfig, importTensors, stateDict } from '@jssl/resnet';
 *
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 34, width: 4 }, () => 0.5);
 * const { origin, config, hasHeads } = importTensors(stateDict(encoder, { heads: false }));
 * console.log(origin, config.depth, config.width, config.stem, hasHeads); // torchvision 34 4 small false
 * ```
 */
export function importTensors(dict: StateDict): ImportedTensors {
  const renamed = Object.entries(dict).flatMap(([name, tensor]) => {
    const here = nameHere(name);
    return here === undefined ? [] : [[here, tensor] as const];
  });
  const tensors: StateDict = Object.fromEntries(renamed);
  const shape = (name: string) => (Object.hasOwn(tensors, name) ? tensors[name]?.shape : undefined);
  const [width, inChannels, kernel] = shape('conv1.weight') ?? [];
  const depth = depthOf(Object.keys(tensors));
  if (!width || !inChannels || (kernel !== 3 && kernel !== 7) || depth === undefined) {
    throw new RangeError(
      'importTensors: the tensors must be those of a ResNet-18, 34, 50, 101 or 152 with a 3x3 or 7x7 stem',
    );
  }
  const [headWidth] = shape('head_p.0.weight') ?? [];
  const [embeddingSize] = shape('head_p.3.weight') ?? [];
  const hasHeads = headWidth !== undefined && embeddingSize !== undefined;
  return {
    origin: Object.keys(dict).some((name) => /^(module\.)?f\.0\./.test(name))
      ? 'original'
      : 'torchvision',
    config: {
      ...defaultEncoderConfig,
      ...{ depth, width, inChannels, stem: kernel === 3 ? 'small' : 'imagenet' },
      ...(hasHeads && { headWidth, embeddingSize }),
    },
    tensors,
    hasHeads,
  };
}

/** The depth whose blocks have these names. */
function depthOf(names: readonly string[]): Depth | undefined {
  const blocks = [1, 2, 3, 4].map((stage) => {
    const pattern = new RegExp(`^layer${stage}\\.(\\d+)\\.conv1\\.weight$`);
    return names.filter((name) => pattern.test(name)).length;
  });
  const bottlenecks = names.includes('layer1.0.conv3.weight');
  const [depth] = Object.entries(blocksPerStage).find(
    ([one, counts]) => counts.join() === blocks.join() && Number(one) >= 50 === bottlenecks,
  ) ?? [undefined];
  return depth === undefined ? undefined : (Number(depth) as Depth);
}

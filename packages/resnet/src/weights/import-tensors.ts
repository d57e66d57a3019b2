import {
  blocksPerStage,
  defaultEncoderConfig,
  type Depth,
  type EncoderConfig,
} from '../architecture/encoder-config.js';
import type { StateDict, StoredTensor } from './state-dict.js';

/** The tensors of a PyTorch ResNet, as those of an encoder. */
export interface ImportedTensors {
  /** Whose names the file uses: torchvision's, or those of arXiv 2202.12921's code. */
  readonly origin: 'torchvision' | 'original';
  readonly config: EncoderConfig;
  /** With this package's names; without heads if the file has none. */
  readonly tensors: StateDict;
  readonly hasHeads: boolean;
  /** Names of the tensors that an encoder does not have: classifier, other parts of the model. */
  readonly leftOut: readonly string[];
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

/** Our name of a tensor, without the prefix of the model that it is part of. */
function nameHere(name: string): string {
  const [, part = '', rest = ''] = /^(f\.\d+|gp|gn)(\..*)$/.exec(name) ?? [];
  const here = Object.hasOwn(originalParts, part) ? originalParts[part] : undefined;
  return here === undefined ? name : here + rest;
}

/** Copies of an encoder that follow it, such as MoCo's key encoder. */
const FOLLOWER = /encoder_k|momentum|teacher|target|ema/i;

/**
 * What stands before the names of the backbone: nothing in torchvision's and timm's files, `module.` with
 * `DataParallel`, `state_dict.`, `backbone.` or `module.encoder_q.` in checkpoints of whole models.
 */
function prefixOf(names: readonly string[]): string {
  const known = new Set(names);
  const prefixes = names
    .map((name) => /^(.*?)(conv1|f\.0)\.weight$/.exec(name))
    .flatMap((found) => (found ? [[found[1] ?? '', found[2]] as const] : []))
    .filter(([prefix, stem]) =>
      known.has(`${prefix}${stem === 'conv1' ? 'layer1' : 'f.3'}.0.conv1.weight`),
    )
    .map(([prefix]) => prefix);
  return prefixes.find((prefix) => !FOLLOWER.test(prefix)) ?? prefixes[0] ?? '';
}

/** Tensors of these layers are part of the network, so an unknown one is not left out but refused. */
const BACKBONE = /^(conv1|bn1|layer\d+)\./;

/**
 * Imports the tensors of a PyTorch ResNet: torchvision's and timm's (`layer1.0.conv1.weight`), or those of the
 * original code of arXiv 2202.12921 (`f.3.0.conv1.weight`, heads `gp` and `gn`), also as part of a larger model
 * (`module.`, `backbone.`, `module.encoder_q.`). Depth, width and stem are inferred from names and shapes;
 * classifier, counters and other parts are left out.
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
  const prefix = prefixOf(Object.keys(dict));
  const tensors: Record<string, StoredTensor> = {};
  const leftOut: string[] = [];
  for (const [name, tensor] of Object.entries(dict)) {
    if (name.endsWith('num_batches_tracked')) continue;
    const here = nameHere(name.slice(prefix.length));
    const isOwn = name.startsWith(prefix) && (BACKBONE.test(here) || /^head_[pn]\./.test(here));
    if (isOwn) tensors[here] = tensor;
    else leftOut.push(name);
  }
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
    origin: Object.hasOwn(dict, `${prefix}f.0.weight`) ? 'original' : 'torchvision',
    config: {
      ...defaultEncoderConfig,
      ...{ depth, width, inChannels, stem: kernel === 3 ? 'small' : 'imagenet' },
      ...(hasHeads && { headWidth, embeddingSize }),
    },
    tensors,
    hasHeads,
    leftOut,
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

import { choice, flag, inGroup, whole } from '@jssl/settings';

/**
 * The backbones: ResNets of these depths (arXiv 1512.03385, Table 1).
 * @example
 * ```ts
 * import { architectures } from '@jssl/trainer';
 *
 * console.log(architectures.join(' ')); // resnet18 resnet34 resnet50 resnet101 resnet152
 * ```
 */
export const architectures = [
  'resnet18',
  'resnet34',
  'resnet50',
  'resnet101',
  'resnet152',
] as const;
/** One of {@link architectures}. */
export type Architecture = (typeof architectures)[number];

export const modelSettings = inGroup('Model', {
  arch: choice(architectures, {
    initial: 'resnet50',
    help: 'backbone',
  }),
  /** Base channels of the ResNet; 64 is the usual network. */
  width: whole({
    initial: 64,
    least: 1,
    required: 'a whole number of channels, at least 1',
    placeholder: 'channels',
    help: 'base channels of the ResNet',
  }),
  /** `small`: 3x3 stride 1 without max-pool. `imagenet`: 7x7 stride 2 with max-pool. */
  stem: choice(['small', 'imagenet'], {
    initial: 'small',
    help: 'first layers: small (3x3, for small images) or imagenet (7x7 with max-pool)',
  }),
  /** How the first convolution starts: `normal` as in torchvision, `uniform` as in the paper's code. */
  stemInit: choice(['normal', 'uniform'], {
    initial: 'normal',
    help: "initial weights of the first convolution: normal (as in torchvision) or uniform (PyTorch's default, as in the paper's code)",
  }),
  /** D, the size of an embedding `p` or `n`. */
  featureDim: whole({
    initial: 128,
    least: 2,
    required: 'a whole number, at least 2',
    placeholder: 'D',
    help: 'dimension of the embeddings that the loss compares',
  }),
  /**
   * Number of groups in a batch with their own batch-norm statistics; 1 is ordinary batch norm. Groups of different
   * sizes, such as 86, 86 and 84 of 256 images on three devices, are computed in float32.
   */
  bnSplits: whole({
    initial: 1,
    least: 1,
    required: 'a whole number, at least 1',
    placeholder: 'S',
    help: 'split each batch into this many groups with their own batch-norm statistics, such as 3 for 86, 86 and 84 of 256',
  }),
  /** No effect in a single process. */
  syncBn: flag({
    initial: false,
    help: "with several ranks: compute batch norm over the whole batch, not over each rank's share",
  }),
});

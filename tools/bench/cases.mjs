/**
 * The benchmark cases. Both sides get the same sizes. `rows` names the sides that take part, `unit` what a
 * figure counts, and `repeat` how often a run repeats the work (default once; short work is repeated because
 * caches and threads are cold after the other side's turn).
 */
export const jsslRows = ['jssl-f32', 'jssl-bf16'];
export const torchRows = ['torch-f32', 'torch-bf16'];
const all = [...jsslRows, ...torchRows];

export const cases = {
  step18: {
    title: 'jaccard-moco step, ResNet-18, 32x32, batch 64, 2 queues of 4,096',
    rows: [...all, 'floor-f32', 'floor-bf16'],
    kind: 'step',
    depth: 18,
    size: 32,
    batch: 64,
    queue: 4096,
  },
  step50: {
    title: 'jaccard-moco step, ResNet-50, 64x64, batch 16, 2 queues of 4,096',
    rows: [...all, 'floor-f32', 'floor-bf16'],
    kind: 'step',
    depth: 50,
    size: 64,
    batch: 16,
    queue: 4096,
  },
  stepSmall: {
    title: 'jaccard-moco step, ResNet-18 of width 16, 16x16, batch 16, 2 queues of 256',
    rows: ['jssl-f32', 'jssl-wasm', 'torch-f32'],
    kind: 'step',
    depth: 18,
    width: 16,
    size: 16,
    batch: 16,
    queue: 256,
    repeat: 10,
  },
  embed: {
    title: 'embedding: ResNet-18 in evaluation, 32x32, batch 256',
    rows: all,
    kind: 'embed',
    depth: 18,
    size: 32,
    batch: 256,
  },
  views: {
    title: 'two random views of 256 RGB images, 32x32',
    rows: ['jssl-f32', 'torch-f32'],
    kind: 'views',
    size: 32,
    batch: 256,
    views: 2,
    repeat: 12,
  },
  knn: {
    title: 'weighted kNN, k = 200: 10,000 queries against 60,000 x 512',
    rows: ['jssl-f32', 'torch-f32'],
    kind: 'knn',
    queries: 10_000,
    bank: 60_000,
    features: 512,
    k: 200,
    classes: 10,
  },
  loss: {
    title: 'the loss with its gradient: batch 64, D = 128, 2 queues of 4,096',
    rows: ['jssl-f32', 'torch-f32'],
    kind: 'loss',
    batch: 64,
    dimension: 128,
    queue: 4096,
    repeat: 20,
  },
};

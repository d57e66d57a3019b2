/** The experiments behind the derived settings: what `jssl train` is given, and on which data set. */

/**
 * @typedef {object} Experiment
 * @property {string} name of its folder
 * @property {string} data a data set of pictures.mjs, or known to `jssl`
 * @property {Record<string, string | number>} settings of `jssl train`, as flags without their dashes
 * @property {string} what the row of the table says
 * @property {string} [knn] further flags of `jssl knn`
 */

/** SimCLR with the Jaccard similarity on a small encoder; the same for every data set. */
const base = {
  ...{ method: 'jaccard-simclr', arch: 'resnet18', width: 8, schedule: 'cosine' },
  ...{ 'batch-size': 64, lr: 2e-3, temperature: 0.05, 'image-size': 32, 'eval-every': 0 },
};
const outline = {
  ...{ 'crop-scale': '0.4,1', 'crop-ratio': '0.9,1.11', 'flip-probability': 0 },
};
const colors = { jitter: '0.6,0.6,0.6,0.1' };
const gray = { jitter: '0.8,0.8,0,0', 'grayscale-probability': 0 };

/** Views of each kind of pictures: those that the rules derive, and the other kind. */
const kinds = {
  photos: { views: {}, other: { ...outline, ...colors }, called: 'views for things' },
  things: { views: { ...outline, ...colors }, other: {}, called: "the paper's views" },
  gray: { views: { ...outline, ...gray }, other: gray, called: "the paper's crops and flips" },
};

/** What is changed by hand, one thing at a time. */
const changes = [
  { name: 'base', what: 'temperature 0.05, learning rate 0.002, width 8, 32 px' },
  { name: 'temperature-0.1', what: 'temperature 0.1', settings: { temperature: 0.1 } },
  { name: 'temperature-0.2', what: 'temperature 0.2', settings: { temperature: 0.2 } },
  { name: 'lr-0.001', what: 'learning rate 0.001', settings: { lr: 1e-3 } },
  { name: 'lr-0.004', what: 'learning rate 0.004', settings: { lr: 4e-3 } },
  { name: 'width-16', what: 'width 16', settings: { width: 16 } },
  {
    name: 'moco',
    what: 'jaccard-moco, 256 negatives at most',
    settings: { method: 'jaccard-moco', momentum: 0.99 },
  },
];

/** @type {{ data: string, kind: keyof typeof kinds, side?: number, limit?: number, batch?: number, m?: number, knn?: string }[]} */
const searched = [
  { data: 'few', kind: 'photos', side: 64, batch: 32, m: 96 },
  { data: 'photos', kind: 'photos', side: 64 },
  { data: 'icons', kind: 'things', side: 64 },
  {
    ...{ data: 'emoji', kind: 'things' },
    knn: '--retrieval identity --across vendor --temperature 0.1',
  },
  { data: 'fashion-mnist', kind: 'gray', limit: 6400 },
];

/** Settings by hand, of as many operations each, that the rules were found by. @type {Experiment[]} */
export const byHand = searched.flatMap(({ data, kind, side, limit, batch, m = 256, knn }) => {
  const { views, other, called } = kinds[kind];
  const own = {
    ...base,
    ...(limit && { limit }),
    ...(batch && { 'batch-size': batch }),
    // Images of 28 pixels keep their size.
    ...(kind === 'gray' && { 'image-size': 28 }),
  };
  const all = [
    ...changes.map(({ name, what, settings }) => ({
      name,
      what,
      settings: { ...views, ...settings, ...(name === 'moco' && { m }) },
    })),
    { name: 'other-views', what: called, settings: other },
    ...(side
      ? [{ name: `side-${side}`, what: `${side} px`, settings: { ...views, 'image-size': side } }]
      : []),
  ];
  return all.map(({ name, what, settings }) => ({
    ...{ name: `${data}-${name}`, data, what, knn, settings: { ...own, ...settings } },
  }));
});

/**
 * Nothing but a time, at the speed of two idle cores (reference-speed.mjs): first the sets that the rules were found
 * on, then others.
 * @type {{ name: string, data: string, minutes: number }[]}
 */
export const derived = [
  'few',
  'photos',
  'icons',
  'emoji',
  'fashion-mnist',
  'stamps',
  'mate-icons',
  'wallpapers',
  'digits',
].map((data) => ({ name: `derived-${data}`, data, minutes: 10 }));

import type { Split } from '../dataset/dataset.js';

const words: Readonly<Record<Split, readonly string[]>> = {
  train: ['train', 'training', 'trn', 'trainval'],
  validation: ['val', 'valid', 'validation', 'validate', 'dev', 'development'],
  test: ['test', 'testing', 'tst', 'eval', 'evaluation', 'holdout', 'heldout'],
};

const splitOfWord = new Map(
  Object.entries(words).flatMap(([split, names]) =>
    names.map((name) => [name, split as Split] as const),
  ),
);

/** Words that add nothing to the name of a split: `train_images`, `dataset-test`, `val2017`. */
const emptyWords = new Set([
  ...['set', 'sets', 'data', 'dataset', 'split', 'image', 'images', 'img', 'imgs', 'pictures'],
  ...['photos', 'folder', 'dir', 'the', 'samples', 'raw', 'full', 'final'],
]);

/** The lower-case words of a name, without digits: `seg_Train2` → `seg`, `train`. */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/h(o|e)ld[^\p{L}]?out/u, 'h$1ldout')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.replace(/^(.+?)(set|data|images|imgs)$/, '$1'));
}

/** The splits that the words of a name refer to, in order: `val-to-test2` → validation, test. */
export function splitsInName(name: string): Split[] {
  return wordsOf(name).flatMap((word) => splitOfWord.get(word) ?? []);
}

/** The split that a name refers to, and the rest of the name: `seg_train` → train, `seg`. */
function parse(name: string): { split: Split; rest: string } | undefined {
  const [split, ...others] = splitsInName(name);
  if (split === undefined || others.length > 0) return undefined;
  const rest = wordsOf(name).filter((word) => !splitOfWord.has(word) && !emptyWords.has(word));
  return { split, rest: rest.join(' ') };
}

/**
 * Which of the subfolders are named like splits, in upper or lower case: `Training`, `val2017`,
 * `test_images`. Longer names, such as `seg_train`, only count if there is a matching one (`seg_test`):
 * `train_station` is not a split.
 */
export function splitsAmong(names: Iterable<string>): Map<string, Split> {
  const parsed = Array.from(names).flatMap((name) => {
    const parts = parse(name);
    return parts ? [{ name, ...parts }] : [];
  });
  const isPaired = (rest: string) => {
    const splits = new Set(parsed.filter((one) => one.rest === rest).map(({ split }) => split));
    return splits.has('train') && splits.size > 1;
  };
  const found = new Map(
    parsed
      .filter(({ rest }) => rest === '' || isPaired(rest))
      .map(({ name, split }) => [name, split]),
  );
  // `trainval` holds the images of `train` and `val` once more.
  const isBoth = (name: string) => wordsOf(name).includes('trainval');
  const hasTrain = [...found].some(([name, split]) => split === 'train' && !isBoth(name));
  return new Map([...found].filter(([name]) => !hasTrain || !isBoth(name)));
}

/** Names of folders that are often next to images but are not classes, in lower case. */
const sideNames = new Set([
  ...[
    'doc',
    'docs',
    'documentation',
    'paper',
    'papers',
    'readme',
    'readmes',
    'license',
    'licenses',
  ],
  ...['result', 'results', 'output', 'outputs', 'out', 'run', 'runs', 'log', 'logs', 'wandb'],
  ...['mlruns', 'tensorboard', 'checkpoint', 'checkpoints', 'model', 'models', 'weights'],
  ...['label', 'labels', 'annotation', 'annotations', 'annot', 'annots', 'mask', 'masks'],
  ...['segmentation', 'segmentations', 'segmentationclass', 'segmentationobject', 'imagesets'],
  ...['groundtruth', 'ground_truth', 'gt', 'gts', 'bbox', 'bboxes', 'depth', 'trimaps'],
  ...['metadata', 'meta', 'figure', 'figures', 'fig', 'figs', 'plot', 'plots', 'asset', 'assets'],
  ...['script', 'scripts', 'src', 'code', 'notebook', 'notebooks', 'example', 'examples', 'demo'],
  ...['screenshot', 'screenshots', 'preview', 'previews', 'thumbnail', 'thumbnails', 'thumbs'],
  ...['thumb', 'picasa', 'backup', 'backups', 'bak', 'duplicates', 'venv', 'virtualenv'],
  ...[
    'report',
    'reports',
    'export',
    'exports',
    'prediction',
    'predictions',
    'tmp',
    'temp',
    'cache',
  ],
]);

/**
 * Whether a folder has a name that is often next to images but is not a class: `docs`, `results`,
 * `annotations`, `_thumbs`.
 */
export function isSideName(name: string): boolean {
  return sideNames.has(name.toLowerCase().replace(/^[._-]+/, ''));
}

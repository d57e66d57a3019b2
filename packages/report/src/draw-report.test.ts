import { createHash } from 'node:crypto';

import { fillNames } from '@jssl/settings';

import { drawReport } from './draw-report.js';
import { HOSTILE, run, study } from './fixtures/hand-made.js';
import { REPORT_MARK } from './page/draw-page.js';
import { readPageFiles } from './page/page-files.js';
import { rankClasses } from './sections/classes.js';
import { differingSettings } from './sections/runs.js';
import { duration, reportVerdict } from './sections/overview.js';
import type { KnnStudy } from './study/compare-features.js';
import { isLeftOut } from './study/left-out.js';

const files = { style: 'p{}', scripts: ['"library"', '"script"'] };
const page = drawReport({ run, study }, files);
const knn = study.knn as KnnStudy;

test('the page has all sections, in order', () => {
  const ids = ['overview', 'map', 'neighbors', 'classes', 'training', 'views', 'settings'];
  expect([...page.matchAll(/<section id="([^"]*)"/g)].map(([, id]) => id)).toEqual(ids);
  expect([...page.matchAll(/<a href="#([^"]*)">/g)].map(([, id]) => id)).toEqual(ids);
  expect(page.indexOf(REPORT_MARK)).toBeLessThan(400);
  const charts = [...page.matchAll(/data-chart="(\w+)"/g)].map(([, id]) => id);
  expect(charts).toEqual([
    ...['loss', 'knn', 'jaccard', 'cosine', 'terms', 'spread', 'rank', 'queue', 'gradient'],
    ...['speed', 'memory'],
  ]);
});

test('names of files and labels are escaped', () => {
  expect(page).not.toContain(HOSTILE);
  expect(page).not.toMatch(/<img|onerror="/);
  expect(page.match(/<script/g)).toHaveLength(3);
  expect(page.match(/<\/script>/g)).toHaveLength(3);
  expect(page).toContain('hand &#60;/script&#62;&#60;img');
});

test('the policy allows the two scripts of the page and no requests', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1];
  expect(policy?.replaceAll('&#39;', "'")).toBe(
    `default-src 'none'; script-src 'sha256-${hash('"library"')}' 'sha256-${hash('"script"')}'; ` +
      "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
  );
  expect(page).not.toMatch(/\b(src|href)="(?!#)/);
});

test('every chart has a text alternative, and its numbers in a table', () => {
  for (const [, chart = ''] of page.matchAll(/<div\s+class="chart"([^>]*)>/g)) {
    expect(chart).toMatch(/role="img"\s+aria-label="[^"]{20,}"/);
  }
  expect(page).toContain(
    'aria-label="Loss, line chart: loss from 8.0000 in epoch 1 to 5.2500 in epoch 12; ' +
      'no learning from 8.3180 in epoch 1 to 8.3180 in epoch 12"',
  );
  // The line charts, the map and the confusion matrix.
  expect(page.match(/<details>/g)).toHaveLength(13);
  expect(page).toMatch(/<th scope="row">5<\/th>\s*<td>7\.0000<\/td>\s*<td>8\.3180<\/td>/);
});

test('accuracies are compared with their baselines, with the images they were measured on', () => {
  expect(page.replace(/\s+/g, ' ')).toContain(
    '60 test images classified by 30 of 90 training images, k = 30 (the run’s k is 200, too many for these images)',
  );
  expect(page).toContain('33.33 %');
  expect(page).toContain('95 % interval of the trained encoder: 84.7-88.7 %.');
  expect(page).not.toContain('Balanced kNN accuracy');
});

test('the verdict is that of the terminal: what the accuracies mean, and what to do next', () => {
  // 52 of 60 right, and 36 of them by raw pixels.
  const verdict = reportVerdict(knn, run);
  expect(verdict).toMatchObject({ outcome: 'better', against: 'raw pixels', remedy: 'epochs' });
  expect(verdict.difference).toBeCloseTo(16 / 60, 12);
  // With the names of flags, as in the terminal.
  expect(verdict.template).toContain('{epochs}');
  const shown = fillNames(verdict.template, (name) => `--${name}`);
  expect(page).toContain(shown.replaceAll("'", '&#39;').replaceAll('"', '&#34;'));
  const [trained, pixels] = knn.rows;
  const behind = { ...knn, rows: [{ ...trained, right: new Uint8Array(60) }, pixels] as const };
  expect(reportVerdict(behind as KnnStudy, run).sentence).toMatch(
    /^Raw pixels are better than the encoder by 60\.00 points/,
  );
});

test('if classes are unbalanced, the most frequent one and balanced accuracies are shown', () => {
  const mostFrequent = { ...knn.mostFrequent, top1: 0.43 };
  const unbalanced = { ...knn, unbalanced: true, mostFrequent };
  const drawn = drawReport({ run, study: { ...study, knn: unbalanced } }, files);
  expect(drawn).toMatch(/most frequent class<\/span\s*>(?:(?!<\/li>)[^])*43\.00 %/);
  expect(drawn).toMatch(/Balanced kNN accuracy(?:(?!<\/table>)[^])*<td>33\.33 %<\/td>/);
  // It is a baseline to beat, even where it is the best of them.
  const [trained] = unbalanced.rows;
  const wrong = { ...trained, right: new Uint8Array(60) };
  expect(reportVerdict({ ...unbalanced, rows: [wrong, wrong] }, run).sentence).toMatch(
    /^Always guessing the most frequent class is better than the encoder by 33\.33 points/,
  );
});

test('runs whose balanced accuracy differs have a column for it', () => {
  const of = (testBalanced: number) =>
    drawReport(
      { runs: [run, { ...run, metrics: run.metrics.map((one) => ({ ...one, testBalanced })) }] },
      files,
    );
  expect(of(12.5)).toContain('<td>12.50 %</td>');
  expect(of(run.metrics.at(-1)?.testTop1 ?? NaN)).not.toContain('balanced, last');
});

test('the map and the neighbors say what they are drawn from', () => {
  const said = (gallery: typeof study.gallery) =>
    drawReport({ run, study: { ...study, gallery } }, files).replace(/\s+/g, ' ');
  expect(said(study.gallery)).toContain('<p> 60 of 100 test images, laid out by UMAP');
  expect(said(study.gallery)).toContain('60 of 100 test images are searched.');
  const all = { test: { shown: 20, total: 20 }, training: { shown: 40, total: 40 } };
  const few = said({ ...study.gallery, ...all });
  expect(few).toContain('All 60 images (20 test images and 40 training images), laid out by UMAP');
  expect(few).toContain('Over all 20 test images on the map, these are 75.00 % of the neighbors');
  expect(few).toContain('"testImages":20');
  expect(said(study.gallery)).not.toContain('"testImages"');
});

test('the page holds the neighbors of every image on the map', () => {
  const [, json = ''] = /id="data">(.*?)<\/script>/.exec(page) ?? [];
  const { map } = JSON.parse(json) as {
    map: { near: Record<'encoder' | 'pixels', [number[], number[]][]> };
  };
  expect(map.near.encoder).toHaveLength(60);
  expect(map.near.encoder[59]).toEqual([
    [2, 5, 8],
    [0.9, 0.8, 0.7],
  ]);
  expect(map.near.pixels[0]?.[0]).toEqual([3, 4, 5]);
});

test('runs on different images are compared with a warning', () => {
  const compared = (other: Partial<typeof run>) =>
    drawReport({ runs: [run, { ...run, name: 'other', ...other }] }, files).replace(/\s+/g, ' ');
  const warning = 'The runs were trained on different images';
  expect(compared({})).not.toContain(warning);
  expect(compared({ data: 'elsewhere' })).not.toContain(warning);
  expect(compared({ fingerprint: 'other' })).toContain(`${warning} (hand `);
  expect(compared({ fingerprint: undefined, data: 'birds' })).toContain('; other: birds)');
});

test('captions speak of what is drawn', () => {
  const caption = 'For the heads p and n, between two views';
  expect(page).toContain(caption);
  const several = drawReport({ runs: [run, { ...run, name: 'other' }] }, files);
  expect(several).not.toContain(caption);
  expect(several).toContain('Of the head p, between two views of one image (solid)');
  expect(several).not.toContain('weighted sum of these three');
  const oneHead = run.metrics.map(({ positiveCosineN, negativeCosineN, ...epoch }) => {
    expect([positiveCosineN, negativeCosineN]).not.toContain(undefined);
    return epoch;
  });
  const moco = drawReport({ run: { ...run, metrics: oneHead }, study }, files);
  expect(moco).toContain('Of the head p, between');
});

test('classes are ranked, each with its most frequent confusion', () => {
  expect(rankClasses(knn, study.gallery)).toEqual([
    { name: 'dog', images: 20, accuracy: 1, confused: undefined },
    {
      name: `cat ${HOSTILE}`,
      images: 20,
      accuracy: 0.8,
      confused: { name: 'dog', share: 0.2 },
    },
    { name: 'fox', images: 20, accuracy: 0.8, confused: { name: 'dog', share: 0.2 } },
  ]);
});

test('sections that need labels are replaced by a sentence', () => {
  const { names, thumbnails } = study.gallery;
  const leftOut = 'The images have no labels.';
  const unlabeled = drawReport(
    {
      run: { ...run, command: undefined },
      study: {
        ...study,
        sameImages: false,
        gallery: {
          ...{ test: { shown: 0, total: 0 }, training: { shown: 60, total: 60 } },
          ...{ names, thumbnails },
        },
        knn: { leftOut },
        neighbors: { samples: [], all: { encoder: [], pixels: [] } },
        map: { leftOut: 'A map needs at least 4 images.' },
      },
    },
    files,
  );
  expect(unlabeled.split(leftOut)).toHaveLength(3);
  expect(unlabeled).toContain('A map needs at least 4 images.');
  expect(unlabeled).toContain('These are not the images the run was trained on');
  expect(unlabeled).toContain('does not record its command');
  expect(unlabeled).not.toContain('confusion-chart');
  expect(unlabeled).not.toContain('map-chart');
  expect(unlabeled).not.toContain('outlined');
});

test('the report of a run without epochs says that there are no curves', () => {
  const early = drawReport({ run: { ...run, metrics: [] }, study }, files);
  expect(early).toContain('No epoch has ended yet, so there are no curves.');
  expect(early).not.toContain('data-chart');
});

test('a comparison of runs lists the settings that differ', () => {
  const other = {
    ...run,
    name: 'other',
    data: 'paintings',
    config: { ...run.config, temperature: 0.1, weights: [1, 0, 0] as const },
    metrics: run.metrics.slice(0, 5),
  };
  expect(differingSettings([run, other])).toEqual([
    ['data', [run.data, 'paintings']],
    ['temperature', ['0.5', '0.1']],
    ['weights', ['0.8, 0.1, 0.1', '1, 0, 0']],
  ]);
  const both = drawReport({ runs: [run, other] }, files);
  expect(both).not.toContain(HOSTILE);
  const results = (name: string) =>
    new RegExp(`<th scope="row">${name}</th>((?:\\s*<td>[^<]*</td>)*)`)
      .exec(both)?.[1]
      ?.match(/(?<=<td>)[^<]*/g);
  expect(results('other')).toEqual([
    ...['paintings', '0.1', '1, 0, 0'],
    ...['5', '7.0000', '200', '40.00 %', '42.00 %', '5', '40.00 %', '42.00 %', '250.0'],
  ]);
  expect(both).toContain('other: no learning');
  expect(drawReport({ runs: [run, run] }, files)).toContain('The runs have the same settings.');
});

test('many classes: the largest confusions are listed, colors are not', () => {
  const { gallery } = study;
  if (isLeftOut(study.map)) throw new Error('no map');
  const classes = Array.from({ length: 30 }, (_, label) => `class ${label}`);
  const confusion = classes.map((_, label) =>
    classes.map((__, other) => (other === 3 ? label : 1)),
  );
  const rows = [{ ...knn.rows[0], confusion, perClass: classes.map(() => 0.5) }] as const;
  const many = drawReport(
    { run, study: { ...study, gallery: { ...gallery, classes }, knn: { ...knn, rows } } },
    files,
  );
  expect(many).toContain('The 50 most frequent confusions');
  expect(many).toMatch(/<th scope="row">class 29<\/th>\s*<td>class 3<\/td>\s*<td>29<\/td>/);
  expect(many).toContain('There are 30 classes, too many to tell apart by color');
});

test('durations are shown in two units', () => {
  expect([7.4, 74, 3725].map(duration)).toEqual(['7 s', '1 min 14 s', '1 h 2 min']);
});

test('the page is drawn with its own files, and no script ends early', () => {
  const { style, scripts } = readPageFiles();
  const length = scripts.join('').length;
  expect(style).toContain('prefers-color-scheme');
  expect(length).toBeGreaterThan(500_000);
  expect(drawReport({ run, study }).length).toBeGreaterThan(length);
});

test.each([
  // Width and height of a picture, and how large it is shown.
  [28, 28, 'width:56px;height:56px', true],
  [8, 8, 'width:16px;height:16px', true],
  [40, 20, 'width:56px;height:28px', false],
  [64, 64, 'width:64px;height:64px', false],
])('pictures of %s x %s pixels are shown large enough', (width, height, shown, pixelated) => {
  const thumbnails = { ...study.gallery.thumbnails, width, height };
  const drawn = drawReport(
    { run, study: { ...study, gallery: { ...study.gallery, thumbnails } } },
    files,
  );
  const [style = ''] = /\.gallery\{[^}]*\}/.exec(drawn) ?? [];
  expect(style).toContain(shown);
  expect(style.includes('image-rendering:pixelated')).toBe(pixelated);
});

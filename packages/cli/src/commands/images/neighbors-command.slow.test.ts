import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { smallTraining } from '../../fixtures/small-training.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';
import { writeGrayImages } from '../../fixtures/write-gray-images.js';

useWorkplace();
beforeAll(async () => {
  await makeImages('images', imageNames(10, 'blue', 'red'));
  await jssl('train', 'images', ...smallTraining, '--out', 'run');
});

interface Result {
  readonly name: string;
  readonly neighbors: readonly { name: string; label?: string; similarity: number }[];
}

async function neighbors(...argv: string[]): Promise<Result[]> {
  const { code, out, notes } = await jssl('neighbors', ...argv, '--json');
  expect({ code, notes }).toMatchObject({ code: 0 });
  return JSON.parse(out) as Result[];
}

/** The rows of `jssl embed`, by name. */
async function featuresOf(images: string): Promise<Map<string, number[]>> {
  await jssl('embed', 'run', images, '--out', 'rows.jsonl', '--force');
  const lines = readFileSync('rows.jsonl', 'utf8').trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as { name: string; features: number[] });
  return new Map(rows.map(({ name, features }) => [name, features]));
}

test('the most similar of all images, without the query, are those of highest cosine', async () => {
  const features = await featuresOf('images');
  const of = (name: string) => features.get(name) ?? [];
  const query = 'red/4.png';
  const cosine = (name: string) =>
    of(name).reduce((sum, value, at) => sum + value * (of(query)[at] ?? NaN), 0);
  const nearest = [...features.keys()]
    .filter((name) => name !== query)
    .map((name) => ({ name, similarity: cosine(name) }))
    .sort((a, b) => b.similarity - a.similarity);
  // By name and as a file of the folder it is the same image.
  for (const typed of [query, `images/${query}`]) {
    const [result] = await neighbors('run', typed, '--in', 'images', '--k', '19');
    expect(result?.name).toBe(query);
    expect(result?.neighbors).toHaveLength(19);
    result?.neighbors.forEach(({ name, label, similarity }, at) => {
      expect(label).toBe(name.split('/')[0]);
      // Float32 sums of 32 products; images that near may change places.
      expect(Math.abs(similarity - cosine(name))).toBeLessThan(1e-6);
      expect(Math.abs(similarity - (nearest[at]?.similarity ?? NaN))).toBeLessThan(1e-6);
    });
  }
});

test('a file from elsewhere finds its equal; the training images are searched if nothing is said', async () => {
  copyFileSync('images/red/4.png', 'elsewhere.png');
  const [result] = await neighbors('run', 'elsewhere.png', '--in', 'images', '--k', '1');
  expect(result).toMatchObject({ name: 'elsewhere.png', neighbors: [{ name: 'red/4.png' }] });
  expect(Math.abs((result?.neighbors[0]?.similarity ?? NaN) - 1)).toBeLessThan(1e-6);
  // A tenth of each class is held out of the training images: 18 are left.
  expect((await neighbors('run', 'elsewhere.png', '--k', '18'))[0]?.neighbors).toHaveLength(18);
});

test('small is an encoder that needs no training, and searches beside the image', async () => {
  const [beside] = await neighbors('small', 'images/red/4.png', '--k', '9');
  expect(beside?.neighbors.map(({ name }) => name).sort()).toEqual(
    imageNames(10, '').filter((name) => name !== '4.png'),
  );
  const [result] = await neighbors('small', 'images/red/4.png', '--in', 'images', '--k', '9');
  // The red images differ by shades of blue, and no blue one has their red.
  expect(result?.neighbors.map(({ label }) => label)).toEqual(Array<string>(9).fill('red'));
  expect((await jssl('neighbors', '--help')).out.replace(/\s+/g, ' ')).toContain(
    'run folder, weights file, or small: the encoder that comes with JSSL',
  );
});

test('for people there is a table for each image', async () => {
  const { out } = await jssl('neighbors', 'run', 'red/1.png', 'blue/2.png', '--k', '2');
  const lines = out.split('\n');
  expect(lines).toHaveLength(2 * 4 + 1);
  expect(lines[0]).toMatch(/^near red\/1\.png +class +similarity$/);
  expect(lines[2]).toMatch(/^(red|blue)\/\d\.png +(red|blue) +[01]\.\d{4}$/);
  expect(lines[4]).toBe('');
  expect(lines[5]).toMatch(/^near blue\/2\.png /);
});

test('--html draws a page with the pictures in it', async () => {
  mkdirSync('odd');
  copyFileSync('images/red/4.png', 'odd/<b> & "c".png');
  const argv = ['run', 'odd/<b> & "c".png', '--k', '3', '--html', 'page.html'];
  expect(await jssl('neighbors', ...argv)).toMatchObject({
    code: 0,
    notes: 'wrote page.html',
  });
  const page = readFileSync('page.html', 'utf8');
  expect(page).toContain('<h2 id="image-0-title">odd/&#60;b&#62; &#38; &#34;c&#34;.png</h2>');
  expect(page).not.toContain('<b>&');
  // The query and the images that can be reached from it by clicks, each once, with its own neighbors.
  const pictures = [...page.matchAll(/\{background-image:url\((data:image\/webp;base64,[^)]+)\)/g)];
  expect(pictures.length).toBeGreaterThan(1 + 3);
  expect(page.match(/<section id="image-\d+"/g)).toHaveLength(pictures.length);
  expect(page.match(/<h3>Encoder</g)).toHaveLength(pictures.length);
  expect(page.match(/<h3>Raw pixels</g)).toHaveLength(pictures.length);
  // No image is a neighbor of itself.
  for (const [, id, section] of page.matchAll(/<section id="(image-\d+)"([^]*?)<\/section>/g)) {
    expect(section).not.toContain(`href="#${id}"`);
  }
  expect(await jssl('neighbors', ...argv)).toEqual({
    code: 2,
    out: '',
    notes:
      'jssl: --html must be a new file, got page.html, which exists; choose another, or set --force to replace it',
  });
  expect(readFileSync('page.html', 'utf8')).toBe(page);
  expect((await jssl('neighbors', ...argv, '--force')).code).toBe(0);
});

test.each([
  ['red/1.png --k 18', /^jssl: --k must be at most 17, the number of images besides the query/],
  ['red/1.png --k 0', /^jssl: --k must be a whole number of neighbors, at least 1, got 0$/],
  ['red/1.png --k 1.5', /^jssl: --k must be a whole number of neighbors, at least 1, got 1\.5$/],
  ['images', /^jssl: images is neither an image file nor the name of an image of images, such as/],
  ['run/config.json', /^jssl: run\/config\.json can't be read as an image: /],
  ['red/1.png --index none.hnsw', /^jssl: there is no search index at none\.hnsw: none\.hnsw is/],
  ['red/1.png --in nowhere', /^jssl: the data must be a folder of images or one of /],
])('neighbors run %s: one sentence', async (settings, sentence) => {
  const { code, out, notes } = await jssl('neighbors', 'run', ...settings.split(' '));
  expect(notes).toMatch(sentence);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('an encoder of gray images takes image files, converted, and the names of its images', async () => {
  writeGrayImages('gray', 12);
  await jssl('train', 'gray', ...smallTraining, '--out', 'gray-run');
  const found = await jssl('neighbors', 'gray-run', 'images/red/1.png');
  expect(found.code).toBe(0);
  await jssl('embed', 'gray-run', 'gray', '--out', 'gray.npy');
  const [, name = ''] = readFileSync('gray.names.csv', 'utf8').split('\r\n');
  const [result] = await neighbors('gray-run', name, '--html', 'gray.html');
  expect(result?.neighbors).toHaveLength(10);
  // The query, its ten neighbors, and the last image, a neighbor of these.
  expect(readFileSync('gray.html', 'utf8').split('url(data:image/webp')).toHaveLength(1 + 12);
});

test('images that the run was trained on and are gone: --in says where they are now', async () => {
  renameSync('images', 'moved');
  expect((await jssl('neighbors', 'run', 'moved/red/1.png')).notes).toMatch(
    /^jssl: the images that the run was trained on are no longer in \S+images; pass the folder they are in now as --in$/,
  );
  renameSync('moved', 'images');
});

describe('an index', () => {
  beforeAll(async () => {
    await jssl('search-index', 'run', 'images', '--out', 'images.hnsw');
  });

  test('its recall is measured and printed, and it finds what exact search finds', async () => {
    const { code, out } = await jssl('search-index', 'run', 'images', '--force');
    expect(code).toBe(0);
    // With more candidates than images nothing can be missed.
    expect(out).toMatch(
      /^search-index\.hnsw\nrecall@10 100\.00 % against exact search, on 20 of 20 images; \d+\.\d\d ms per search$/,
    );
    const exact = await neighbors('run', 'red/1.png', '--in', 'images', '--k', '5');
    const found = await neighbors('run', 'red/1.png', '--index', 'images.hnsw', '--k', '5');
    expect(found[0]?.neighbors.map(({ name }) => name)).toEqual(
      exact[0]?.neighbors.map(({ name }) => name),
    );
  });

  test('--json tells what was measured', async () => {
    const argv = ['search-index', 'run', 'images', '--out', 'told.hnsw', '--json'];
    expect(JSON.parse((await jssl(...argv)).out)).toMatchObject({
      ...{ out: 'told.hnsw', images: 20, features: 32, k: 10, sample: 20, recall: 1 },
    });
  });

  test('one image can be indexed, and has no neighbor', async () => {
    await makeImages('single', ['one.png']);
    const argv = ['search-index', 'run', 'single', '--out', 'single.hnsw'];
    expect(await jssl(...argv)).toMatchObject({ code: 0, out: 'single.hnsw' });
    expect((await jssl('neighbors', 'run', 'one.png', '--index', 'single.hnsw')).notes).toMatch(
      /\njssl: there is no image to search besides the query; pass a folder with more$/,
    );
  });

  test('one that exists is kept unless --force is given', async () => {
    const before = readFileSync('images.hnsw');
    expect(await jssl('search-index', 'run', 'images', '--out', 'images.hnsw')).toEqual({
      code: 2,
      out: '',
      notes:
        'jssl: --out must be a new file, got images.hnsw, which exists; choose another, or set --force to replace it',
    });
    expect(readFileSync('images.hnsw').equals(before)).toBe(true);
  });

  const seek = (run: string) => jssl('neighbors', run, 'red/1.png', '--index', 'images.hnsw');

  test('one of another encoder is refused', async () => {
    await jssl('train', 'images', ...smallTraining, '--seed', '1', '--out', 'other');
    expect(await seek('other')).toEqual({
      code: 2,
      out: '',
      notes:
        'jssl: images.hnsw was built with different weights than other/last.safetensors; pass the run that it was built with, or build it again',
    });
  });

  test('its images are found where they were last said to be', async () => {
    renameSync('images', 'elsewhere');
    expect((await seek('run')).notes).toMatch(/are no longer in \S+images; pass the folder/);
    const found = await jssl(
      'neighbors',
      'run',
      'red/1.png',
      '--index',
      'images.hnsw',
      '--in',
      'elsewhere',
    );
    expect(found.code).toBe(0);
    expect(await seek('run')).toEqual(found);
    renameSync('elsewhere', 'images');
    expect(await seek('run')).toEqual(found);
  });

  test('one of images that have changed is refused, and a damaged one', async () => {
    await makeImages('images', ['blue/new.png']);
    expect((await seek('run')).notes).toMatch(
      /jssl: the images in \S+images are not those that the index images\.hnsw was built from, or have changed since; build it again$/,
    );
    rmSync('images/blue/new.png');
    expect((await seek('run')).code).toBe(0);
    truncateSync('images.hnsw', 100);
    expect(await seek('run')).toMatchObject({
      code: 2,
      notes: expect.stringMatching(
        /^jssl: images\.hnsw is damaged or does not belong to /,
      ) as string,
    });
    writeFileSync('images.hnsw.json', '{}');
    expect((await seek('run')).notes).toMatch(
      /^jssl: images\.hnsw\.json does not describe a JSSL search index/,
    );
  });
});

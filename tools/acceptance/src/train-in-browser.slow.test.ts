import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { imagesInMemory } from '@jssl/data/browser';
import { embedImages, encoderFeatures, loadEncoder } from '@jssl/features';
import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import type { Browser, BrowserContextOptions, Download, Page } from 'playwright-core';
import sharp from 'sharp';

import { inPage } from './in-page.js';
import { openBrowser } from './open-browser.js';
import { serve, type Server } from './serve.js';

const example = join(import.meta.dirname, '..', '..', '..', 'examples', 'train-in-browser');

/** Whether to run what takes minutes as well. */
const everything = process.env['JSSL_ALL_SUITES'] === 'true';

/** Pictures of the example, as large as it keeps them, so that a page has the pixels that Node has. */
const [COUNT, SIDE] = [32, 48];

/** A step of a training: what the page writes into its table. */
interface Row {
  readonly epoch: number;
  readonly step: number;
  readonly loss: number;
  readonly spread: number | undefined;
  readonly rank: number | undefined;
}

/** Runs a module in the folder of the example, with all of its packages as they are built. */
async function inNode(source: string): Promise<string> {
  const options = { cwd: example, maxBuffer: 2 ** 26 };
  const given = ['--input-type=module', '-e', source];
  return (await promisify(execFile)(process.execPath, given, options)).stdout;
}

/** The steps that the example's training takes in Node, on WebAssembly, with the kernels or without. */
async function stepsInNode(
  count: number,
  settings: object,
  convolution: 'winograd' | 'direct' = 'winograd',
): Promise<Row[]> {
  const table = await inNode(`
    process.env.JSSL_CONVOLUTION = '${convolution}';
    import { loadEngine } from '@jssl/engine';
    import { builtInPictures } from './page/built-in-pictures.js';
    import { logColumns, logLine, trainingOn } from './page/train-pictures.js';
    await loadEngine({ backend: 'wasm' });
    const { training } = trainingOn(builtInPictures(${count}, ${SIDE}), ${JSON.stringify(settings)});
    console.log(logColumns.join(','));
    for await (const step of training.steps()) console.log(logLine(step));
  `);
  return rowsOf(table);
}

function rowsOf(table: string): Row[] {
  const [header, ...lines] = table.trim().split('\n');
  expect(header).toBe('epoch,step,loss,spread,rank,learning_rate');
  return lines.map((line) => {
    const [epoch, step, loss, spread, rank] = line
      .split(',')
      .map((cell) => (cell === '' ? undefined : Number(cell)));
    return { epoch: epoch ?? NaN, step: step ?? NaN, loss: loss ?? NaN, spread, rank };
  });
}

let folder: string;
let pixels: Uint8Array;
let server: Server;
let browser: Browser;
const at = (...path: string[]) => join(folder, ...path);
const files = Array.from({ length: COUNT }, (_, index) => `${100 + index}.png`);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-train-page-'));
  mkdirSync(at('photos'));
  const base64 = await inNode(`
    import { builtInPictures } from './page/built-in-pictures.js';
    const { pixels } = builtInPictures(${COUNT}, ${SIDE});
    process.stdout.write(Buffer.from(pixels).toString('base64'));
  `);
  pixels = new Uint8Array(Buffer.from(base64, 'base64'));
  const size = SIDE * SIDE * 3;
  for (const [index, name] of files.entries()) {
    const picture = pixels.subarray(index * size, (index + 1) * size);
    const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
    await sharp(picture, { raw }).png().toFile(at('photos', name));
  }
  writeFileSync(at('photos', 'broken.png'), 'no image');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    join(example, 'make-site.js'),
    at('site'),
  ]);
  expect([stdout, stderr]).toEqual([`copy ${at('site')} to a web server\n`, '']);
  server = await serve((path) => ({ file: at('site', path) }));
  browser = await openBrowser();
});
afterAll(async () => {
  // There is none where none was found.
  await (browser as Browser | undefined)?.close();
  (server as Server | undefined)?.close();
  rmSync(folder, { recursive: true });
});

const photos = (...names: string[]) => names.map((name) => at('photos', name));

const inTrainPage = async (
  look: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> => inPage({ browser, url: server.url, ...options }, look);

interface Choice {
  readonly epochs: number;
  readonly seed: number;
  readonly backend?: 'wasm' | 'webgpu';
}

/** Fills in the form and starts. */
async function start(page: Page, { epochs, seed, backend = 'wasm' }: Choice): Promise<void> {
  await page.getByText('More settings').click();
  await page.getByLabel('Device').selectOption(backend);
  await page.getByLabel('Epochs').fill(String(epochs));
  await page.getByLabel('Seed').fill(String(seed));
  await page.getByRole('button', { name: 'Start' }).click();
}

const says = async (page: Page, text: string | RegExp, timeout = 60_000) =>
  page.locator('#status').getByText(text).waitFor({ timeout });

async function download(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all<[Promise<Download>, Promise<void>]>([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ] as never);
  const path = at(file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

const tableOf = async (page: Page) =>
  rowsOf(readFileSync(await download(page, 'Numbers of each step'), 'utf8'));

const settings = { width: 8, epochs: 2, seed: 3 };

test('a training on WebAssembly has the numbers of Node, and its encoder is loaded again', async () => {
  await inTrainPage(async (page) => {
    await page.getByLabel('Choose some hundred pictures').setInputFiles(photos(...files));
    await says(page, '32 pictures are ready.');
    const [expected] = await Promise.all([
      stepsInNode(COUNT, settings),
      start(page, settings).then(async () => says(page, /^Done/)),
    ]);
    expect(await page.locator('#device').textContent()).toBe(
      'Computes with WebAssembly. resnet18 of width 8, jaccard-simclr, batches of 8, 2 epochs.',
    );
    const rows = await tableOf(page);
    expect(rows).toHaveLength(8);
    expect(rows.map(({ epoch, step }) => [epoch, step])).toEqual(
      expected.map(({ epoch, step }) => [epoch, step]),
    );
    // The kernels are the same WebAssembly on both sides, whose float32 operations are exact to the bit. Only the
    // functions of JavaScript's Math may differ in the last digit, with another version of V8: by 1e-16 in a learning rate
    // or a crop, which float32 mostly rounds away. Where it does not, a weight differs by 6e-8. Training raises such
    // differences some 10,000 times in eight steps, as the scatter below shows, the first two steps ten times at most.
    // Seen: none.
    for (const [row, { loss, spread, rank }] of expected.entries()) {
      const tolerance = row < 2 ? 1e-6 : 1e-3;
      expect(Math.abs((rows[row]?.loss ?? NaN) / loss - 1)).toBeLessThan(tolerance);
      expect(rows[row]?.spread === undefined).toBe(spread === undefined);
      expect(Math.abs((rows[row]?.spread ?? 0) / (spread ?? 1) - (spread ? 1 : 0))).toBeLessThan(
        tolerance,
      );
      expect(Math.abs((rows[row]?.rank ?? 0) / (rank ?? 1) - (rank ? 1 : 0))).toBeLessThan(1e-3);
    }
    expect(expected.map(({ rank }) => rank !== undefined)).toEqual([
      ...[false, false, false, true],
      ...[false, false, false, true],
    ]);

    const loaded = loadEncoder(await download(page, 'Weights for jssl'));
    expect([loaded.hasHeads, loaded.views.size]).toEqual([true, 32]);
    const shape = { height: SIDE, width: SIDE, channels: 3 };
    const features = await embedImages(
      encoderFeatures(loaded.encoder),
      imagesInMemory({ pixels, ...shape }),
      { data: shape, views: loaded.views },
    );
    // The page finds the neighbors that this encoder finds here.
    await page.getByLabel('Find with another picture').setInputFiles(photos('105.png'));
    const first = page.locator('.found button').first();
    await first.waitFor();
    expect(await first.getAttribute('aria-label')).toBe('105.png, 1.00');
    const cosines = await tf.matMul(features, features, false, true).array();
    const nearest = (cosines as number[][])[5]
      ?.map((cosine, place) => ({ cosine, name: files[place] ?? '' }))
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, 3)
      .map(({ cosine, name }) => `${name}, ${cosine.toFixed(2)}`);
    const labels = await page.evaluate<string[]>(
      '[...document.querySelectorAll(".found button")].map(({ ariaLabel }) => ariaLabel)',
    );
    expect(labels.slice(0, 3)).toEqual(nearest);

    const zip = unzipSync(new Uint8Array(readFileSync(await download(page, 'For web pages'))));
    const text = (name: string) => new TextDecoder().decode(zip[`encoder/${name}`]);
    const { modelTopology, weightsManifest } = JSON.parse(text('model.json')) as {
      modelTopology: object;
      weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
    };
    const model = await tf.loadGraphModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0]?.weights ?? [],
        weightData: (zip['encoder/weights.bin'] ?? new Uint8Array()).slice().buffer,
      }),
    );
    const gray = tf.fill([1, 32, 32, 3], 0.5);
    const { mean, std } = loaded.views;
    const normalized = tf.div<tf.Tensor4D>(tf.sub(gray, mean), std);
    const difference = tf.max(
      tf.abs(tf.sub(model.predict(gray) as tf.Tensor, encoderFeatures(loaded.encoder)(normalized))),
    );
    // As the tests of @jssl/export compare them.
    expect((await difference.data())[0]).toBeLessThan(1e-5);
    const onnx = unzipSync(
      new Uint8Array(readFileSync(await download(page, 'For other programs'))),
    );
    expect(Object.keys(onnx)).toContain('encoder/encoder.onnx');
  });
});

test('it is stopped and goes on, while the page answers; on a phone, light and dark', async () => {
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  await inTrainPage(async (page) => {
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await page
      .getByLabel('Choose some hundred pictures')
      .setInputFiles(photos('100.png', 'broken.png'));
    await says(
      page,
      '1 picture is too few to learn from: choose at least 16. broken.png can’t be read as a picture.',
    );
    await page.getByRole('button', { name: 'Use 240 drawings' }).click();
    // More than a fast machine does before it is stopped.
    await start(page, { epochs: 3, seed: 0 });
    await says(page, /^Epoch \d of 3, step \d of 7: [\d.]+ pictures a second, \d+ seconds left\.$/);
    // The page is used while the worker computes.
    await page.getByRole('button', { name: 'Try a random one' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await says(page, 'Stopped. Continue, or use the encoder as it is.');
    const done = (await tableOf(page)).length;
    expect(done).toBeLessThan(21);
    await page.locator('.found button').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(Number(/\d+/.exec(ground)?.[0]) > 127).toBe(colorScheme === 'light');
    }
    await page.getByRole('button', { name: 'Continue' }).click();
    await says(page, /^Done/);
    const rows = await tableOf(page);
    expect(rows.map(({ step }) => step)).toEqual(
      Array.from({ length: 21 }, (_, at) => (at % 7) + 1),
    );
    expect(await page.locator('.pair').count()).toBe(6);
    expect(Number(await page.locator('#same-kind output').textContent())).toBeGreaterThan(0);
    await page.getByRole('img', { name: 'Map of the pictures' }).waitFor();
  }, phone);
});

test('where WebAssembly is missing, a sentence says so', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/*.wasm', async (route) => route.abort());
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Use 240 drawings' }).click();
  await start(page, { epochs: 1, seed: 0 });
  await page.locator('#status.bad').waitFor();
  expect(await page.locator('#status').textContent()).toBe(
    'The WebAssembly backend does not start.',
  );
  expect(await page.getByRole('button', { name: 'Start again' }).isEnabled()).toBe(true);
  await context.close();
});

const long = everything ? test : test.skip;

/** How far losses lie from others, of each step. */
const differencesOf = (rows: readonly Row[], others: readonly Row[]) =>
  others.map(({ loss }, row) => Math.abs((rows[row]?.loss ?? NaN) / loss - 1));

long('on WebGPU, the losses are as near to Node’s as those of other sums in Node', async () => {
  const short = { ...settings, epochs: 1 };
  const expected = await stepsInNode(COUNT, short);
  // The same training with TensorFlow.js's own convolutions, which round differently.
  const scatter = differencesOf(await stepsInNode(COUNT, short, 'direct'), expected);
  await inTrainPage(async (page) => {
    await page.getByLabel('Choose some hundred pictures').setInputFiles(photos(...files));
    await start(page, { ...short, backend: 'webgpu' });
    // In software, a step takes most of a minute on a busy machine.
    await says(page, /^Done/, 850_000);
    expect(await page.locator('#device').textContent()).toContain('WebGPU');
    const differences = differencesOf(await tableOf(page), expected);
    expect(differences).toHaveLength(4);
    // Rounding alone moves the losses by `scatter`: 8e-7 in the first step, 3e-3 in the fourth. One such number may be
    // small by chance, so the largest so far counts, and three of it: two trainings may lie on both sides of a third,
    // and WebGPU's sums have other lengths. Seen: 2e-7 in the first step, 6e-4 in the fourth.
    let largest = 0;
    for (const [row, difference] of differences.entries()) {
      largest = Math.max(largest, scatter[row] ?? 0);
      expect(difference).toBeLessThan(3 * largest);
    }
    // The files are made on WebAssembly, and the GPU goes on.
    const zip = unzipSync(new Uint8Array(readFileSync(await download(page, 'For web pages'))));
    expect(Object.keys(zip)).toContain('encoder/weights.bin');
    const { encoder } = loadEncoder(await download(page, 'Weights for jssl'));
    expect(encoder.config.width).toBe(8);
    encoder.dispose();
    await page.getByRole('button', { name: 'Try a random one' }).click();
    await page.locator('.found button').first().waitFor({ timeout: 120_000 });
  });
});

long('after 24 epochs, more neighbors of a drawing are of its kind', async () => {
  await inTrainPage(async (page) => {
    await page.getByRole('button', { name: 'Use 240 drawings' }).click();
    await start(page, { epochs: 24, seed: 0 });
    const share = page.locator('#same-kind output');
    await says(page, /^Epoch 1 /);
    // Of random weights: 34 %. By chance: 12 %.
    const before = Number(await share.textContent());
    await says(page, /^Done/, 850_000);
    expect(before).toBeGreaterThan(25);
    expect(Number(await share.textContent())).toBeGreaterThan(before + 10);
  });
});

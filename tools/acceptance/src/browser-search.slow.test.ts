import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { exportFiles } from '@jssl/export';
import { createEncoder, defaultEncoderConfig } from '@jssl/resnet';
import { fill } from '@jssl/testing';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';

import { inPage } from './in-page.js';
import { openBrowser } from './open-browser.js';
import { serve, type Server } from './serve.js';

const example = join(import.meta.dirname, '..', '..', '..', 'examples', 'browser-search');

/** Files of several sizes and kinds; the last one lies on its side and says so. */
const names = ['a.png', 'b.png', 'c.webp', 'd.png', 'e.png', 'f.jpg'];

/** Smooth colored shapes that no other photo has. */
async function makePhoto(file: string, index: number): Promise<void> {
  const colors = Buffer.from(fill('photo', file, [4, 4, 3], 127.5, 127.5).map(Math.round));
  const colored = sharp(colors, { raw: { width: 4, height: 4, channels: 3 } });
  const photo = colored.resize(90 + 20 * index, 150 - 10 * index, {
    fit: 'fill',
    kernel: 'cubic',
  });
  if (file.endsWith('.webp')) photo.webp({ lossless: true });
  if (file.endsWith('.jpg')) photo.jpeg({ quality: 95 }).withMetadata({ orientation: 6 });
  await photo.toFile(file);
}

let folder: string;
let server: Server;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-search-'));
  const at = (...path: string[]) => join(folder, ...path);
  mkdirSync(at('photos'));
  for (const [index, name] of names.entries()) await makePhoto(at('photos', name), index);
  writeFileSync(at('photos', 'broken.png'), 'no image');
  mkdirSync(at('encoder'));
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 8 }, random);
  const input = { size: 16, mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] };
  for (const [name, content] of Object.entries(exportFiles(encoder, input, { format: 'tfjs' }))) {
    writeFileSync(at('encoder', name), content);
  }
  const makeSite = [join(example, 'make-site.js'), at('encoder'), at('photos'), at('site')];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, makeSite);
  expect(stdout).toBe(`${names.length} photos; copy ${at('site')} to a web server\n`);
  expect(stderr).toContain('broken.png skipped: ');
  server = await serve((path) =>
    path.startsWith('/photos/') ? { file: at(path) } : { file: at('site', path) },
  );
  browser = await openBrowser();
});
afterAll(async () => {
  // There is none where none was found.
  await (browser as Browser | undefined)?.close();
  (server as Server | undefined)?.close();
  rmSync(folder, { recursive: true });
});

/** A browser without WebGL, where the page uses plain JavaScript: shaders take seconds to compile in software. */
const withoutWebGL = `
  const { getContext } = HTMLCanvasElement.prototype;
  const of = (original) => function (kind, ...rest) {
    return kind.includes('webgl') ? null : original.call(this, kind, ...rest);
  };
  HTMLCanvasElement.prototype.getContext = of(getContext);
  OffscreenCanvas.prototype.getContext = of(OffscreenCanvas.prototype.getContext);`;

/** Opens the page, and waits until it is ready. */
const inSearchPage = async (
  { webgl = false, ...options }: BrowserContextOptions & { readonly webgl?: boolean },
  look: (page: Page) => Promise<void>,
): Promise<void> =>
  inPage(
    { browser, url: server.url, ...(!webgl && { before: withoutWebGL }), ...options },
    async (page) => {
      await page.getByText(`Ready: ${names.length} pictures to search in`).waitFor();
      await look(page);
    },
  );

const photo = (name: string) => join(folder, 'photos', name);

test('features on WebGL and on plain JavaScript are those of Node', async () => {
  const bytes = readFileSync(join(folder, 'site', 'bank', 'features.bin'));
  const bank = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const size = bank.length / names.length;
  await inSearchPage({ webgl: true }, async (page) => {
    const features = await page.evaluate<number[][]>(`(async () => {
      const tf = await import('/lib/tf.js');
      const { encodeFile, openEncoder } = await import('/encode-file.js');
      const features = [];
      for (const backend of ['webgl', 'cpu']) {
        if (!(await tf.setBackend(backend))) throw new Error('no ' + backend);
        const encoder = await openEncoder();
        for (const name of ${JSON.stringify(names)}) {
          const file = await (await fetch('/photos/' + name)).blob();
          features.push([...(await encodeFile(encoder, file))]);
        }
      }
      return features;
    })()`);
    expect(features).toHaveLength(2 * names.length);
    features.forEach((feature, at) => {
      const index = at % names.length;
      expect(feature).toHaveLength(size);
      const node = bank.subarray(index * size, (index + 1) * size);
      const difference = Math.max(
        ...feature.map((value, column) => Math.abs(value - (node[column] ?? NaN))),
      );
      // Seen: 1e-7. Node and Chromium decode JPEG by the same library.
      expect(difference).toBeLessThan(1e-6);
    });
  });
});

test('a picture of the bank finds itself, and by keys one goes on from any result', async () => {
  await inSearchPage({}, async (page) => {
    await page.setInputFiles('#files', photo('d.png'));
    const results = page.locator('article');
    await results.first().waitFor();
    expect(await results.locator('h2').textContent()).toBe('Like d.png');
    const first = results.locator('li').first();
    expect(await first.locator('img').getAttribute('alt')).toBe('d.png');
    expect(await first.textContent()).toBe('1.000');
    expect(await page.locator('#status').textContent()).toBe(
      `${names.length} of ${names.length} pictures like d.png; the nearest is d.png`,
    );
    // The heading of the result has the focus; the next stops are the pictures.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const second = await results.locator('li').nth(1).locator('img').getAttribute('alt');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Like ${second ?? ''}` }).waitFor();
    expect(await results.first().locator('li').count()).toBe(names.length - 1);
  });
});

test('pictures are dropped on the page, and what is none is reported', async () => {
  await inSearchPage({}, async (page) => {
    await page.evaluate(`(async () => {
      const dataTransfer = new DataTransfer();
      const picture = await (await fetch('/photos/a.png')).blob();
      dataTransfer.items.add(new File([picture], 'dropped.png'));
      dataTransfer.items.add(new File(['no image'], 'notes.txt'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    })()`);
    await page.getByText('notes.txt can’t be read as a picture').waitFor();
    expect(await page.locator('article h2').allTextContents()).toEqual(['Like dropped.png']);
    expect(await page.locator('article img').nth(1).getAttribute('alt')).toBe('a.png');
  });
});

test('it fits a phone, light and dark, and its parts have names', async () => {
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  await inSearchPage(phone, async (page) => {
    await page.setInputFiles('#files', photo('b.png'));
    await page.locator('article').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      expect(Number(/\d+/.exec(ground)?.[0]) > 127).toBe(colorScheme === 'light');
    }
    await page.getByLabel('Choose pictures').focus();
    expect(await page.evaluate('document.activeElement.id')).toBe('files');
    expect(await page.getByRole('region', { name: 'Results' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'a.png' }).count()).toBe(2);
  });
});

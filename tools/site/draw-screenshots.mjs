/**
 * `node tools/site/draw-screenshots.mjs RUN` draws the pictures of the site's first page from the pages that the
 * commands made of a run: its map from RUN/report.html, the neighbors of an image from RUN/neighbors.html. Both in
 * light and dark, into docs/public. The pictures there are those of `npm start`, after
 *
 *     npx jssl report runs/demo
 *     npx jssl neighbors runs/demo google/1f34e.png --k 5 --in emoji --html runs/demo/neighbors.html --force
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';
import sharp from 'sharp';

const [run = ''] = process.argv.slice(2);
const out = join(import.meta.dirname, '..', '..', 'docs', 'public');
const places = [process.env.CHROMIUM_PATH ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = places.find((path) => path !== '' && existsSync(path)) ?? '';

/** The nearest neighbors of the first image that was asked for, as on a phone. */
const neighbors = { page: 'neighbors.html', element: '.query-row', width: 420, script: '' };
/** The map, with the neighbors of an image beside it. */
const map = {
  page: 'report.html',
  element: '.map-and-near',
  width: 1200,
  script: `for (const key of ['n', 'Enter', 'Escape']) {
    document.getElementById('map-chart').dispatchEvent(new KeyboardEvent('keydown', { key }));
  }`,
};

/** Pixels around an element. */
const MARGIN = 6;

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const [name, { page: file, element, width, script }] of Object.entries({ neighbors, map })) {
    const page = await browser.newPage({
      ...{ colorScheme, deviceScaleFactor: 2, reducedMotion: 'reduce' },
      viewport: { width, height: 1000 },
    });
    await page.goto(pathToFileURL(resolve(run, file)).href);
    await page.evaluate(script);
    const box = await page.locator(element).first().boundingBox();
    if (!box) throw new Error(`${file} has no ${element}`);
    const png = await page.screenshot({
      fullPage: true,
      clip: {
        ...{ x: box.x - MARGIN, width: box.width + 2 * MARGIN },
        ...{ y: box.y - MARGIN, height: box.height + 2 * MARGIN },
      },
    });
    await sharp(png)
      .webp({ quality: 82 })
      .toFile(join(out, `${name}-${colorScheme}.webp`));
    await page.close();
  }
}
await browser.close();

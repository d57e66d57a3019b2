/**
 * Speed and memory of the page of jssl explore with many made-up images, in headless Chromium, on the processor. Prints
 * a row of the table in docs/benchmarks.md.
 *
 * Usage: node tools/bench/explore.mjs [--images 100000] [--features 512] [--wait]
 *   --wait   measure only once the map, the groups and the lists are ready, which takes minutes the first time
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { machine } from '../measurement/machine.mjs';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '100000' },
    features: { type: 'string', default: '512' },
    wait: { type: 'boolean', default: false },
  },
});
const { cacheFolder } = await fromPackage('settings', 'cache-folder');
const { browserPath } = await import('../testing/dist/index.js');
const find = createRequire(new URL('../../packages/explore/package.json', import.meta.url));
const { chromium } = find('playwright-core');

const folder = join(cacheFolder(), 'explore-bench');
mkdirSync(folder, { recursive: true });
const script = fileURLToPath(new URL('explore-server.mjs', import.meta.url));
const server = spawn(process.execPath, [script, values.images, values.features, folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
const answer = async () => JSON.parse((await lines.next()).value ?? '{}');

/** Peak memory of the server, in MB. */
const peak = () => {
  const [, kilobytes] =
    /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1000);
};
/** A value below which a share of the values are. */
const quantile = (all, share) =>
  all.toSorted((a, b) => a - b)[Math.floor(share * all.length)] ?? NaN;

const { url, seconds, added } = await answer();
let ready;
if (values.wait) {
  await answer();
  ({ ready } = await answer());
}
const browser = await chromium.launch({
  executablePath: browserPath(),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const started = performance.now();
  await page.goto(url);
  // Usable: the first thumbnails are there, and the points are drawn.
  await page.waitForFunction(() => {
    /** @type {HTMLImageElement | null} */
    const tile = document.querySelector('.tile img');
    /** @type {HTMLCanvasElement | null} */
    const canvas = document.querySelector('.map canvas');
    if (!tile?.complete || tile.naturalWidth === 0 || !canvas?.width) return false;
    const pen = canvas.getContext('2d');
    const { data = [] } = pen?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
    return Array.prototype.some.call(data, (value) => value !== 0);
  });
  const usable = performance.now() - started;

  /** Times between frames while something is done. */
  const frames = async (work) => {
    await page.evaluate(() => {
      globalThis.times = [];
      const frame = (now) => {
        globalThis.times.push(now);
        globalThis.request = globalThis.requestAnimationFrame(frame);
      };
      globalThis.request = globalThis.requestAnimationFrame(frame);
    });
    await work();
    const times = await page.evaluate(() => {
      globalThis.cancelAnimationFrame(globalThis.request);
      return globalThis.times;
    });
    return times.slice(1).map((time, at) => time - times[at]);
  };
  const box = await page.locator('.map canvas[tabindex]').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const pan = await frames(async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 0; step < 150; step++) {
      await page.mouse.move(x + 120 * Math.sin(step / 8), y + 90 * Math.cos(step / 8));
    }
    await page.mouse.up();
  });
  const zoom = await frames(async () => {
    for (let step = 0; step < 120; step++) {
      await page.mouse.wheel(0, step % 60 < 30 ? -60 : 60);
      await page.waitForTimeout(8);
    }
  });
  /** Milliseconds of requests, as the page makes them. */
  const timed = (paths, body) =>
    page.evaluate(
      async ([all, sent]) => {
        const times = [];
        for (const path of all) {
          const start = performance.now();
          const init = sent ? { method: 'POST', body: Uint8Array.from(sent) } : {};
          await (await fetch(path, init)).json();
          times.push(performance.now() - start);
        }
        return times;
      },
      [paths, body],
    );
  const count = Number(values.images);
  const some = Array.from({ length: 30 }, (_, at) => Math.floor(((at + 0.5) * count) / 30));
  const names = await timed(some.map((index) => `search?q=${index}`));
  const near = await timed(some.map((index) => `neighbors/${index}.json`));
  const picture = await page.evaluate(async () => {
    const bytes = new Uint8Array(await (await fetch('thumbs/5.webp')).arrayBuffer());
    return [...bytes];
  });
  const pictures = await timed(
    some.map(() => 'search-picture'),
    picture,
  );
  const fps = (all) => (1000 / quantile(all, 0.95)).toFixed(0);
  const ms = (all) => `${quantile(all, 0.5).toFixed(0)} / ${quantile(all, 0.95).toFixed(0)}`;
  const whenReady = ready === undefined ? '' : `, map and lists ready after ${ready.toFixed(0)} s`;
  process.stdout.write(
    [
      `${machine()}; ${added} images embedded, server started after ${seconds.toFixed(1)} s${whenReady}`,
      '| images | features | page usable | pan, 95 % of frames | zoom | search by name | by picture | neighbors | server |',
      `| ${count.toLocaleString('en-US')} | ${values.features} | ${(usable / 1000).toFixed(1)} s | ${fps(pan)} a second | ${fps(zoom)} a second | ${ms(names)} ms | ${ms(pictures)} ms | ${ms(near)} ms | ${peak()} MB |`,
      '',
    ].join('\n'),
  );
} finally {
  await browser.close();
  server.kill();
}

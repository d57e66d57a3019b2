import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { accessibilityFindings } from '@jssl/testing';
import { defaultTrainConfig } from '@jssl/trainer';

import { drawReport } from '../draw-report.js';
import { run as handMade, study } from '../fixtures/hand-made.js';
import { useBrowser } from '../fixtures/in-browser.js';
import { startWatchServer, type WatchServer } from './start-watch-server.js';

const browser = useBrowser();
let run: string;
let server: WatchServer;
beforeAll(() => {
  run = mkdtempSync(join(tmpdir(), 'jssl-watch-'));
});
afterAll(async () => {
  await server.dispose();
  rmSync(run, { recursive: true });
});

/** Renames a file into place, as the trainer does. */
function put(name: string, content: string): void {
  writeFileSync(join(run, 'temporary'), content);
  renameSync(join(run, 'temporary'), join(run, name));
}

test('the page follows a run from before its first epoch, step by step, to its end', async () => {
  const config = { ...defaultTrainConfig, epochs: 2 };
  put('config.json', JSON.stringify({ config, source: '/data/<i>photos' }));
  put('metrics.jsonl', '');
  server = await startWatchServer(run, { pollMilliseconds: 50 });
  const page = await browser().newPage({ viewport: { width: 390, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (request) => {
    if (!/^(data:|http:\/\/127\.0\.0\.1:)/.test(request.url())) complaints.push(request.url());
  });
  const shows = (text: string) => page.getByText(text).waitFor();

  await page.goto(server.url);
  await shows('before the first epoch');
  const name = basename(run);
  await page.locator('h1', { hasText: name }).waitFor();
  // Text from a file is never markup.
  expect(await page.textContent('.about')).toBe('<i>photos · jaccard-moco · resnet50, width 64');
  expect(await page.locator('.chart').count()).toBe(0);

  const step = { epoch: 1, epochs: 2, step: 5, steps: 10, loss: 8.31776 };
  const speed = { imagesPerSecond: 100, secondsLeft: 7500, dataWaitShare: 0.02 };
  put('progress.json', JSON.stringify({ ...step, ...speed, updatedAt: new Date().toISOString() }));
  await shows('epoch 1 of 2 · step 5 of 10 · loss 8.3178 · 100 images/s · 2 h 5 min left');
  await page.locator('.chart svg').waitFor();
  expect(await page.title()).toBe(`25 % ${name} – JSSL live`);
  expect(
    await page.locator('progress').evaluate((bar) => (bar as unknown as { value: number }).value),
  ).toBe(0.25);

  const measured = { noLearningLoss: 8.318, testTop1: 40, gradientNorm: 0.5 };
  const epoch = { trainLoss: 8, temperature: 0.5, ...measured, durationSeconds: 3, ...speed };
  const lines = [
    { ...epoch, epoch: 1 },
    { ...epoch, epoch: 2, trainLoss: 7, warnings: ['the run is not learning'] },
  ];
  put('metrics.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  rmSync(join(run, 'progress.json'));
  await shows('complete: 2 of 2 epochs');
  await page.locator('.run .warnings', { hasText: 'the run is not learning' }).waitFor();
  // Loss, accuracy, gradient and speed, each with a text alternative.
  expect(await page.locator('.chart svg').count()).toBe(4);
  expect(await page.locator('.chart').first().getAttribute('aria-label')).toBe(
    'Loss, line chart, last: loss 7.0000; no learning 8.3180',
  );
  await page.getByText('Epochs', { exact: true }).click();
  await page.locator('tbody tr').nth(1).waitFor(); // The table is filled once it is open.
  const [head, latest] = await page.locator('tr').allTextContents();
  expect(head).toMatch(/^epoch[l]oss/);
  expect(latest).toMatch(/^27/);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);

  expect(await accessibilityFindings(page)).toEqual([]);

  // Once there is a report, the page leads to it, and it works there.
  const report = page.getByText('Open the report');
  expect(await report.isVisible()).toBe(false);
  put('report.html', drawReport({ run: handMade, study }));
  await report.click();
  await page.locator('#map-chart canvas').waitFor();
  await page.goBack();
  await shows('complete: 2 of 2 epochs');

  await server.dispose();
  await shows('The server has stopped');
  // Only the failed connection is logged.
  for (const complaint of complaints) expect(complaint).toMatch(/ERR_(CONNECTION|INCOMPLETE)/);
  await page.close();
});

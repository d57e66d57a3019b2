import { createServer } from 'node:http';
import { cpSync, readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { browserPath } from '@jssl/testing';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

import type { Exploration } from './exploration/exploration.js';
import { untilDone, usePhotos } from './fixtures/explore-photos.js';
import { serveExploration } from './server/serve-exploration.js';
import { writeStaticPage } from './static/write-static-page.js';

const { path, explore } = usePhotos();
/** A file that would be an element and run a script. */
const hostile = '<img src=x onerror=document.title=1>.png';
let browser: Browser;
let exploration: Exploration;
let server: Awaited<ReturnType<typeof serveExploration>>;
beforeAll(async () => {
  cpSync(path('photos', 'red', '0.png'), path('photos', 'red', hostile));
  exploration = await explore();
  await untilDone(exploration);
  server = await serveExploration(exploration);
  browser = await chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

/** Opens the page; at the end nothing must have been logged, and nothing else requested. */
async function withPage(
  look: (page: Page) => Promise<void>,
  { url = server.url, ...options }: BrowserContextOptions & { readonly url?: string } = {},
): Promise<void> {
  const context = await browser.newContext({
    ...{ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' },
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const others: string[] = [];
  page.on('console', (message) => {
    // A picture that is refused.
    if (!message.text().includes('status of 400')) complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (asked) => {
    const address = asked.url();
    if (!address.startsWith(url) && !/^(?:data|blob):/.test(address)) others.push(address);
  });
  await page.goto(url);
  await page.locator('.tile').first().waitFor();
  await look(page);
  await context.close();
  expect(complaints).toEqual([]);
  expect(others).toEqual([]);
}

const title = (page: Page) => page.locator('.grid h2').innerText();
const shows = (page: Page, text: string) => page.locator('.grid h2', { hasText: text }).waitFor();
const says = (page: Page, text: string) =>
  page.getByRole('status').filter({ hasText: text }).waitFor();
const tagged = () => Object.fromEntries(exploration.tagging.byTag());

test('everything by keyboard: search, select, tag, undo, open, neighbors', async () => {
  await withPage(async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('red/ png');
    await page.keyboard.press('Enter');
    await shows(page, 'Names with “red/ png” 11');
    await page.keyboard.press('Tab');
    await page.keyboard.press('g');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('t');
    await page.keyboard.type('warm');
    await page.keyboard.press('Enter');
    await says(page, 'Tagged 2 images: warm. Saved.');
    const names = tagged()['warm'] ?? [];
    expect(names).toHaveLength(2);
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('Escape');
    await page.getByText('None selected').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('1');
    await says(page, 'Tagged 1 image: warm. Saved.');
    expect(tagged()['warm']).toHaveLength(3);
    await page.keyboard.press('u');
    await says(page, 'Undone. Saved.');
    expect(tagged()).toEqual({ warm: names });
    await page.keyboard.press('Control+Shift+Z');
    await says(page, 'Done again. Saved.');
    expect(tagged()['warm']).toHaveLength(3);
    await page.keyboard.press('Enter');
    const viewer = page.locator('dialog.viewer');
    const heading = viewer.locator('h2');
    const first = await heading.innerText();
    await viewer.locator('.neighbors li').nth(19).waitFor();
    await page.keyboard.press('ArrowRight');
    expect(await heading.innerText()).not.toBe(first);
    await page.keyboard.press('n');
    await viewer.getByText('Back').waitFor();
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'hidden' });
    await page.keyboard.press('a');
    await page.getByText('11 selected').waitFor();
    await page.keyboard.press('m');
    for (const key of ['+', '+', 'ArrowLeft', 'ArrowUp', '-', '0']) await page.keyboard.press(key);
    await page.keyboard.press('v');
    await shows(page, 'Visible on the map 21');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys and help' }).waitFor();
    await page.keyboard.press('Escape');
  });
});

test('by mouse: hover, lasso, click, legend, lists, groups, a picture', async () => {
  await withPage(async (page) => {
    const canvas = page.locator('.map canvas[tabindex]');
    const box = await canvas.boundingBox();
    if (!box) throw new Error('there is no map');
    /** Where an image is on the screen. */
    const placeOf = (index: number) => {
      const [x = 0, y = 0] = exploration.map?.subarray(2 * index, 2 * index + 2) ?? [];
      const half = (0.94 * Math.min(box.width, box.height)) / 2;
      return [box.x + box.width / 2 + x * half, box.y + box.height / 2 + y * half] as const;
    };
    await page.mouse.move(...placeOf(3));
    await page.locator('.hover img').waitFor();
    await page.mouse.down();
    await page.mouse.up();
    const viewer = page.locator('dialog.viewer');
    await viewer.waitFor();
    await viewer.locator('.neighbors button').first().click();
    await viewer.getByRole('button', { name: 'Back' }).click();
    await viewer.getByRole('button', { name: 'Show in the grid' }).click();
    await shows(page, 'Most similar to ');
    await page.keyboard.down('Shift');
    const corners = [
      ...[
        [0.01, 0.01],
        [0.99, 0.01],
        [0.99, 0.99],
        [0.01, 0.99],
      ],
    ].map(([x = 0, y = 0]) => [box.x + x * box.width, box.y + y * box.height] as const);
    await page.mouse.move(...(corners[0] ?? [0, 0]));
    await page.mouse.down();
    for (const corner of corners) await page.mouse.move(...corner, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await shows(page, 'Lasso 21');
    await page.locator('.legend .value', { hasText: 'blue' }).click();
    await shows(page, 'label: blue 10');
    await page.getByLabel('Color').selectOption('group');
    await page.locator('.legend .value', { hasText: 'group 1' }).waitFor();
    await page.locator('.groups button').first().click();
    await shows(page, 'group 1');
    await page.locator('.choices button', { hasText: 'Uniform' }).click();
    await shows(page, 'Uniform 21');
    expect(await page.locator('.tile .note').first().innerText()).toBe('a single color');
    await page.locator('.tile .check').first().dispatchEvent('click');
    await page.getByText('1 selected').waitFor();
    await page.getByLabel('Picture to search for').setInputFiles(path('photos', 'blue', '1.png'));
    await shows(page, 'Most similar to your picture 21');
    await page.getByLabel('Picture to search for').setInputFiles({
      ...{ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') },
    });
    await says(page, "the picture can't be read");
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await title(page)).toBe('All images 21');
    await page.mouse.move(box.x + 50, box.y + 50);
    await page.mouse.wheel(0, -400);
    await page.getByRole('button', { name: 'Reset' }).click();
  });
});

test('two browsers see the same tags, and names are only text', async () => {
  await withPage(async (page) => {
    await withPage(async (other) => {
      await page.locator('.tile .check').first().dispatchEvent('click');
      await page.getByLabel('Tag for the selected images').fill('<b>bold</b>');
      await page.getByRole('button', { name: 'Tag', exact: true }).click();
      await says(page, 'Saved.');
      await other.locator('.side .choices button', { hasText: '<b>bold</b>' }).click();
      await shows(other, 'Tag: <b>bold</b> 1');
      await other.getByLabel('Search names').fill('onerror');
      await shows(other, 'Names with “onerror” 1');
      await other.locator('.tile').first().click();
      expect(await other.locator('dialog.viewer h2').innerText()).toBe(`red/${hostile}`);
      expect(await other.title()).toBe('photos – JSSL explore');
      await other.keyboard.press('Escape');
      await other.getByRole('button', { name: 'Export…' }).click();
      const dialog = other.getByRole('dialog', { name: 'Export' });
      await dialog.getByLabel('Script that copies').check();
      await dialog.getByRole('button', { name: 'Show it' }).click();
      expect(await dialog.locator('textarea').inputValue()).toContain("/-b-bold--b-'");
    });
  });
});

test.each([
  [390, 800, 'light'],
  [768, 900, 'dark'],
  [1440, 900, 'light'],
] as const)(
  '%d x %d pixels, %s: nothing is cut off, and every control has a name',
  async (width, height, colorScheme) => {
    await withPageAt(width, height, colorScheme);
  },
);

async function withPageAt(
  width: number,
  height: number,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.locator('.page').waitFor();
  for (const part of ['Map', 'Images', 'Lists and tags']) {
    const button = page.getByRole('button', { name: part, exact: true });
    if (width < 1000) await button.click();
    const state = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth > window.innerWidth,
      nameless: [...document.querySelectorAll('button, input, select')].filter((control) => {
        const labels = (control as HTMLInputElement).labels?.length ?? 0;
        const text = control.getAttribute('aria-label') ?? control.textContent;
        return labels === 0 && text.trim() === '';
      }).length,
      color: getComputedStyle(document.body).backgroundColor,
    }));
    const dark = colorScheme === 'dark';
    expect(state).toEqual({
      wide: false,
      nameless: 0,
      color: dark ? 'rgb(22, 23, 26)' : 'rgb(247, 246, 243)',
    });
  }
  await context.close();
}

test('a page in a folder shows and searches without the server', async () => {
  const out = path('page');
  await writeStaticPage(exploration, out);
  await expect(writeStaticPage(exploration, out)).rejects.toThrow(
    `out must be a new or empty folder, got ${out}, which has files; choose another, or set force to replace the page in it`,
  );
  await expect(writeStaticPage(exploration, path('photos'), { force: true })).rejects.toThrow(
    'which has files; choose another',
  );
  const types: Record<string, string> = {
    html: 'text/html',
    js: 'text/javascript',
    css: 'text/css',
  };
  const files = createServer(({ url = '/' }, response) => {
    const file = join(out, url === '/' ? 'index.html' : (url.split('?')[0] ?? ''));
    const known = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
    const type = types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    response.writeHead(known ? 200 : 404, { 'content-type': type });
    response.end(known ? readFileSync(file) : '');
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/`;
  try {
    await withPage(
      async (page) => {
        await page.getByLabel('Search names').fill('BLUE/3');
        await shows(page, 'Names with “BLUE/3” 1');
        await page.locator('.tile').first().click();
        const viewer = page.locator('dialog.viewer');
        await viewer.locator('.neighbors button').first().click();
        await page.keyboard.press('Escape');
        await page.locator('.groups button').first().click();
        await shows(page, 'group 1');
        expect(await page.getByLabel('Tag for the selected images').count()).toBe(0);
        expect(await page.getByRole('button', { name: 'By picture…' }).count()).toBe(0);
      },
      { url },
    );
  } finally {
    files.closeAllConnections();
    files.close();
  }
});

import { createServer } from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { accessibilityFindings } from '@jssl/testing';

import { hostile, inPage, says, shows, useExplorer } from './fixtures/explore-in-browser.js';
import { writeStaticPage } from './static/write-static-page.js';

const explorer = useExplorer();

test('two browsers see the same tags, and names are only text', async () => {
  await inPage(explorer(), async (page) => {
    await inPage(explorer(), async (other) => {
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
      expect(await dialog.locator('textarea').inputValue()).toContain('/-b-bold--b-\n');
    });
  });
});

test.each([
  [390, 800, 'light'],
  [768, 900, 'dark'],
  [1440, 900, 'light'],
] as const)(
  '%d x %d pixels, %s: nothing is cut off, and axe finds nothing wrong',
  async (width, height, colorScheme) => {
    await withPageAt(width, height, colorScheme);
  },
);

async function withPageAt(
  width: number,
  height: number,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const { browser, server } = explorer();
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.locator('.page').waitFor();
  for (const part of ['Map', 'Images', 'Lists and tags']) {
    const button = page.getByRole('button', { name: part, exact: true });
    if (width < 1000) await button.click();
    const state = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth > window.innerWidth,
      color: getComputedStyle(document.body).backgroundColor,
    }));
    const dark = colorScheme === 'dark';
    expect(state).toEqual({
      wide: false,
      color: dark ? 'rgb(22, 23, 26)' : 'rgb(247, 246, 243)',
    });
    expect(await accessibilityFindings(page)).toEqual([]);
  }
  if (width < 1000) await page.getByRole('button', { name: 'Images', exact: true }).click();
  await page.locator('.tile').first().click();
  await page.locator('.neighbors li').first().waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys and help' }).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.locator('.tag-bar button', { hasText: 'Export' }).click();
  expect(await accessibilityFindings(page)).toEqual([]);
  await context.close();
}

test('a page in a folder shows and searches without the server', async () => {
  const { exploration, path } = explorer();
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
    await inPage(
      explorer(),
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

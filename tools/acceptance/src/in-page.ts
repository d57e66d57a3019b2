import { expect } from 'expect';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface InPageOptions extends BrowserContextOptions {
  readonly browser: Browser;
  readonly url: string;
  /** A script that runs before those of the page. */
  readonly before?: string;
}

/** Opens a page, and checks at the end that it complained of nothing and asked no other site. */
export async function inPage(
  { browser, url, before, ...options }: InPageOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  if (before !== undefined) await context.addInitScript(before);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  // Of the context, so that a worker's count as well.
  context.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  await look(page);
  await context.close();
  expect(complaints).toEqual([]);
  const own = [url, `blob:${url}`];
  expect(requests.filter((one) => !own.some((begin) => one.startsWith(begin)))).toEqual([]);
}

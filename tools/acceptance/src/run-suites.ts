import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { Browser } from 'playwright-core';

import type { Outcome } from './page-suites.js';
import { serve } from './serve.js';

const wasmFolder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

export interface SuiteOptions {
  /** The suite of the script to run. */
  readonly suite: string;
  readonly backend: 'wasm' | 'webgpu';
  /** Tests that have one of these in their names are left out. */
  readonly leaveOut: readonly string[];
}

/**
 * Runs a suite in a page of a browser.
 * @param script what `bundleSuites` makes.
 * @throws Error when the backend does not start there.
 */
export async function runSuites(
  browser: Browser,
  script: string,
  options: SuiteOptions,
): Promise<Outcome[]> {
  const server = await serve((path) => {
    if (path === '/index.html') {
      return { content: '<!doctype html><meta charset="utf-8"><script src="suites.js"></script>' };
    }
    if (path === '/suites.js') return { content: script };
    return path.endsWith('.wasm') ? { file: join(wasmFolder, path) } : undefined;
  });
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    return await page.evaluate<Outcome[]>(`runSuites(${JSON.stringify(options)})`);
  } finally {
    await page.close();
    server.close();
  }
}

import { existsSync } from 'node:fs';

import { chromium, type Browser } from 'playwright-core';

/** Where Chromium and Chrome are installed by the systems that have them. */
const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Starts Chromium, with WebGPU in software where there is no GPU.
 * @throws Error when there is no browser.
 */
export async function openBrowser(): Promise<Browser> {
  const path = process.env['CHROMIUM_PATH'] ?? usualPlaces.find((place) => existsSync(place));
  if (path === undefined) {
    throw new Error(
      'this test needs Chromium: install it (Debian: apt-get install chromium), or give the path of one as CHROMIUM_PATH',
    );
  }
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--enable-unsafe-webgpu'],
  });
}

import { browserPath } from '@jssl/testing';
import { chromium, type Browser } from 'playwright-core';

/**
 * Starts Chromium, with WebGPU in software where there is no GPU.
 * @throws Error when there is no browser.
 */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--enable-unsafe-webgpu'],
  });
}

import { bundleSuites } from './bundle-suites.js';
import { openBrowser } from './open-browser.js';
import { runSuites } from './run-suites.js';

/** Where WebGPU runs in software, the ResNet alone takes minutes. */
const leaveOut = process.env['JSSL_ALL_SUITES'] === 'true' ? [] : ['resnet18'];

test('the golden vectors in Chromium on WebGPU, where that starts', async () => {
  const browser = await openBrowser();
  try {
    const script = await bundleSuites({ golden: ['tools/acceptance/src/golden.page.ts'] });
    const outcomes = await runSuites(browser, script, {
      suite: 'golden',
      backend: 'webgpu',
      leaveOut,
    });
    expect(outcomes.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(outcomes.length).toBe(leaveOut.length === 0 ? 16 : 15);
  } catch (error) {
    if (!String(error).includes('startWebgpu: ')) throw error;
    process.stderr.write(
      'WebGPU does not start in this Chromium: the golden vectors were not tried on it\n',
    );
  } finally {
    await browser.close();
  }
});

import type { Page } from 'playwright-core';

import { acrossVendors } from '../fixtures/hand-made-comparison.js';
import { metrics, run } from '../fixtures/hand-made.js';
import { useInBrowser } from '../fixtures/in-browser.js';
import { drawComparisonPage } from './page/draw-comparison-page.js';
import { meanCurves } from './page/mean-curves.js';
import { summarizeComparison } from './summarize-comparison.js';

const openPage = useInBrowser();

/** Three seeds of a method, with slightly different losses and accuracies. */
const curvesOf = (name: string, lower: number) => {
  const seed = (apart: number) => ({
    ...run,
    metrics: metrics.map((epoch) => ({
      ...epoch,
      trainLoss: epoch.trainLoss - lower + apart / 2,
      validationTop1: (epoch.validationTop1 ?? NaN) + lower - 2 * apart,
    })),
  });
  return meanCurves(name, [seed(-1), seed(0), seed(1)]);
};

const inBrowser = (width: number, look: (page: Page) => Promise<void>) => {
  const curves = [curvesOf('jaccard-moco, T 0.5', 2), curvesOf('moco, T 0.5', 0)];
  const summary = summarizeComparison(acrossVendors);
  const page = drawComparisonPage(acrossVendors, summary, curves);
  return openPage(page, { viewport: { width, height: 900 } }, look);
};

test('the deviation over seeds is drawn around each mean curve and shown with its values', async () => {
  await inBrowser(1200, async (page) => {
    for (const id of ['loss', 'knn']) {
      const chart = page.locator(`[data-chart="${id}"]`);
      // Two methods, each with a mean and a dashed line, and a band around the mean.
      expect(await chart.locator('path[stroke-width="2"]').count()).toBe(4);
      expect(await chart.locator('path[fill-opacity="0.18"]').count()).toBe(2);
    }
    await page.locator('[data-chart="loss"]').hover();
    const tip = page.locator('.tip', { hasText: 'epoch' });
    await tip.waitFor();
    const lines = await tip.locator('.line').allTextContents();
    // The standard deviation of −1/2, 0 and 1/2.
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^jaccard-moco, T 0\.5: loss[\d.]+ ± 0\.5000$/);
    expect(lines[1]).toMatch(/^jaccard-moco, T 0\.5: no learning8\.3180$/);
  });
});

test('differences are drawn on one axis: interval, mean, seeds and 0', async () => {
  await inBrowser(1200, async (page) => {
    const plot = page.locator('#differences .forest');
    expect(await plot.locator('h4').allTextContents()).toEqual([
      'jaccard-moco, T 0.5 minus moco, T 0.5',
    ]);
    const rows = plot.locator('li');
    expect(await rows.count()).toBe(4);
    const center = async (row: number, mark: string) => {
      const box = await rows.nth(row).locator(mark).boundingBox();
      if (!box) throw new Error(`there must be a ${mark}`);
      return { middle: box.x + box.width / 2, low: box.x, high: box.x + box.width };
    };
    // kNN: mean 2 points, −0.48 to 4.48; linear: −1.5, −2.74 to −0.26.
    const [knn, linear] = [await center(0, '.interval'), await center(1, '.interval')];
    const zero = (await center(0, '.zero')).middle;
    const point = ((await center(0, '.mean')).middle - zero) / 2;
    expect(point).toBeGreaterThan(10);
    expect((knn.low - zero) / point).toBeCloseTo(-0.48, 1);
    expect((knn.high - zero) / point).toBeCloseTo(4.48, 1);
    expect((linear.high - zero) / point).toBeCloseTo(-0.26, 1);
    expect(await rows.nth(0).locator('.seed').count()).toBe(3);
    expect(await plot.locator('.mean.clear').count()).toBe(1);
    expect(await rows.nth(1).locator('.mean.clear').count()).toBe(1);
    expect(await plot.locator('small').allTextContents()).toEqual([
      ...['−4.00', '−2.00', '0.00', '2.00', '4.00', '6.00'],
    ]);
    // Two pairs have the same temperature.
    expect(await page.locator('#same-settings .forest h4').count()).toBe(2);
  });
});

test('on a phone nothing scrolls sideways', async () => {
  await inBrowser(360, async (page) => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});

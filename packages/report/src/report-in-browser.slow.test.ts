import { accessibilityFindings } from '@jssl/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';

import { drawReport, type Report } from './draw-report.js';
import { metrics, run, study } from './fixtures/hand-made.js';
import { useInBrowser } from './fixtures/in-browser.js';

const openPage = useInBrowser();

const inBrowser = (
  report: Report,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
) => openPage(drawReport(report), options, look);

/** Whether a color `rgb(r, g, b)` is light. */
const isLight = (color: string) => Number(/\d+/.exec(color)?.[0]) > 127;

const backgroundOf = (page: Page) =>
  page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

test('every chart is drawn, names are text, and the page makes no requests', async () => {
  await inBrowser({ run, study }, {}, async (page) => {
    expect(await page.title()).toBe(`${run.name} – JSSL report`);
    const charts = page.locator('.chart');
    expect(await charts.count()).toBe(13);
    for (const chart of await charts.all()) {
      const drawn = chart.locator('svg path[fill="none"], canvas');
      expect(await drawn.count()).toBeGreaterThan(0);
    }
    // The dashed line of no learning is above the loss.
    const loss = page.locator('[data-chart="loss"]');
    expect(await loss.locator('path[stroke-dasharray]').count()).toBeGreaterThan(0);
    expect(await page.locator('img').count()).toBe(0);
    expect(isLight(await backgroundOf(page))).toBe(true);
  });
});

test('a point of the map shows its thumbnail, name and class when pointed at', async () => {
  await inBrowser({ run, study }, {}, async (page) => {
    const map = page.locator('#map-chart');
    await map.scrollIntoViewIfNeeded();
    const [x, y] = await page.evaluate<[number, number]>(`(() => {
      const place = document.getElementById('map-chart');
      const chart = echarts.getInstanceByDom(place);
      const [x, y] = chart.convertToPixel({ seriesIndex: 0 }, JSON.parse(
        document.getElementById('data').textContent).map.points[4]);
      const { left, top } = place.getBoundingClientRect();
      return [left + x, top + y];
    })()`);
    await page.mouse.move(x, y);
    const tip = page.locator('.tip', { hasText: '.png' });
    await tip.waitFor();
    // The fifth of eight columns: four of seven steps.
    const place = await tip.locator('.picture').getAttribute('style');
    expect(place).toBe('background-position: 57.1429% 0%;');
    expect(await tip.locator('b').textContent()).toBe(study.gallery.classes?.[1]);
    expect(await tip.locator('small').textContent()).toBe(study.gallery.names[4]);
  });
});

test('a click on a point shows its neighbors, and a click on one of these goes on', async () => {
  await inBrowser({ run, study }, {}, async (page) => {
    await page.focus('#map-chart');
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    const near = page.locator('#map-near');
    expect(await near.locator('button.image').count()).toBe(6);
    expect(await near.locator('h4').allTextContents()).toEqual([
      'Encoder3 of 3 of the same class',
      'Raw pixels1 of 3 of the same class',
    ]);
    expect(await page.textContent('#map-said')).toBe(
      `Nearest neighbors of ${study.gallery.names[0] ?? ''}: 3 of 3 by the encoder and 1 of 3 by raw pixels have its class`,
    );
    await near.locator('button.image').nth(1).click();
    expect(await page.textContent('#map-near-name')).toContain(study.gallery.names[6]);
    expect(await page.evaluate('document.activeElement.id')).toBe('map-near-name');
    // The sixth and the twelfth image, and so on, are ringed; a click on a point selects it.
    const [x, y] = await page.evaluate<[number, number]>(`(() => {
      const place = document.getElementById('map-chart');
      const chart = echarts.getInstanceByDom(place);
      const [x, y] = chart.convertToPixel({ seriesIndex: 0 }, JSON.parse(
        document.getElementById('data').textContent).map.points[4]);
      const { left, top } = place.getBoundingClientRect();
      return [left + x, top + y];
    })()`);
    await page.mouse.click(x, y);
    expect(await page.textContent('#map-near-name')).toContain(study.gallery.names[4]);
    const [, ring, own] = await page.evaluate<{ data: [number, number][] }[]>(
      `echarts.getInstanceByDom(document.getElementById('map-chart')).getOption().series`,
    );
    expect([ring?.data.length, own?.data.length]).toEqual([3, 1]);
  });
});

test('keys and buttons move and zoom the map and describe its images', async () => {
  await inBrowser({ run, study }, {}, async (page) => {
    const seen = async () => {
      const [across] = await page.evaluate<{ startValue: number; endValue: number }[]>(
        `echarts.getInstanceByDom(document.getElementById('map-chart')).getOption().dataZoom`,
      );
      return {
        from: across?.startValue ?? NaN,
        width: (across?.endValue ?? NaN) - (across?.startValue ?? NaN),
      };
    };
    const whole = await seen();
    await page.click('#map-in');
    expect((await seen()).width).toBeCloseTo(whole.width / 1.5, 6);
    await page.focus('#map-chart');
    await page.keyboard.press('+');
    const zoomed = await seen();
    expect(zoomed.width).toBeCloseTo(whole.width / 2.25, 6);
    await page.keyboard.press('ArrowRight');
    expect((await seen()).from).toBeCloseTo(zoomed.from + 0.15 * zoomed.width, 6);
    await page.keyboard.press('0');
    expect((await seen()).width).toBeCloseTo(whole.width, 6);
    await page.keyboard.press('n');
    const said = page.locator('#map-said');
    expect(await said.textContent()).toBe(
      `${study.gallery.names[0] ?? ''}, ${study.gallery.classes?.[0] ?? ''}, classified as dog`,
    );
    expect(await page.locator('.tip .picture').count()).toBe(1);
    // With one class selected, the next image is of that class.
    await page.selectOption('#map-class', '2');
    await page.focus('#map-chart');
    await page.keyboard.press('n');
    expect(await said.textContent()).toBe(`${study.gallery.names[2] ?? ''}, fox`);
  });
});

test('Tab reaches the links, the map and the tables', async () => {
  await inBrowser({ run, study }, {}, async (page) => {
    const reached = new Set<string>();
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate<string>(
          'document.activeElement.id || document.activeElement.textContent.trim().slice(0, 20)',
        ),
      );
    }
    for (const name of [
      'Skip to the content',
      'Nearest neighbors',
      'map-class',
      'map-in',
      'map-chart',
    ]) {
      expect(reached).toContain(name);
    }
    expect([...reached].filter((name) => name.startsWith('Table of'))).not.toEqual([]);
  });
});

test('on a phone nothing scrolls sideways, in either theme, with all tables open', async () => {
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  for (const colorScheme of ['light', 'dark'] as const) {
    await inBrowser({ run, study }, { ...phone, colorScheme }, async (page) => {
      for (const details of await page.locator('summary').all()) await details.click();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBe(360);
      expect(isLight(await backgroundOf(page))).toBe(colorScheme === 'light');
    });
  }
});

test('axe finds nothing wrong, in either theme', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await inBrowser({ run, study }, { colorScheme }, async (page) => {
      expect(await accessibilityFindings(page)).toEqual([]);
    });
  }
});

test('charts follow a change of theme', async () => {
  await inBrowser({ run, study }, { colorScheme: 'light' }, async (page) => {
    const text = page.locator('[data-chart="loss"] text').first();
    const light = await text.getAttribute('fill');
    expect(light).not.toBeNull();
    await page.emulateMedia({ colorScheme: 'dark' });
    // A locator: the page's policy does not allow waiting for a function.
    await text.and(page.locator(`:not([fill="${light ?? ''}"])`)).waitFor();
    expect(isLight(await backgroundOf(page))).toBe(false);
  });
});

test('several runs are drawn in the same charts', async () => {
  const other = {
    ...run,
    name: 'other',
    metrics: metrics.map((one) => ({ ...one, trainLoss: 6 })),
  };
  await inBrowser(
    { runs: [run, other] },
    { viewport: { width: 360, height: 740 } },
    async (page) => {
      expect(await page.locator('[data-chart="loss"] path[stroke-width="2"]').count()).toBe(4);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      expect(await page.locator('#map-chart').count()).toBe(0);
    },
  );
});

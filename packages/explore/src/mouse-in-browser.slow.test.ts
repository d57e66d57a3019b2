import { readFileSync, rmSync } from 'node:fs';

import type { Page } from 'playwright-core';

import {
  hostile,
  inPage,
  says,
  shownCount,
  shows,
  useExplorer,
} from './fixtures/explore-in-browser.js';
import { untilDone } from './fixtures/explore-photos.js';

const explorer = useExplorer();
const tagged = () => Object.fromEntries(explorer().exploration.tagging.byTag());
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The place of the map on the page. */
async function mapBox(page: Page) {
  const box = await page.locator('.map canvas[tabindex]').boundingBox();
  if (!box) throw new Error('there is no map');
  return box;
}

/** Moves the pointer around the whole map with its button down. */
async function drawAround(page: Page): Promise<void> {
  const { x, y, width, height } = await mapBox(page);
  const shares = [0.01, 0.01, 0.99, 0.01, 0.99, 0.99, 0.01, 0.99];
  const [first, ...others] = [0, 2, 4, 6].map(
    (at) => [x + (shares[at] ?? 0) * width, y + (shares[at + 1] ?? 0) * height] as const,
  );
  await page.mouse.move(...(first ?? [0, 0]));
  await page.mouse.down();
  for (const corner of others) await page.mouse.move(...corner, { steps: 3 });
  await page.mouse.up();
}

test('the map: hover, click, lasso, move and zoom', async () => {
  await inPage(explorer(), async (page) => {
    const { x, y, width, height } = await mapBox(page);
    const { map } = explorer().exploration;
    const half = (0.94 * Math.min(width, height)) / 2;
    const [placeX = 0, placeY = 0] = map?.subarray(6, 8) ?? [];
    const hover = page.locator('.hover');
    await page.mouse.move(x + width / 2 + placeX * half, y + height / 2 + placeY * half);
    await hover.locator('img').waitFor();
    await page.mouse.down();
    await page.mouse.up();
    const viewer = page.locator('dialog.viewer');
    await viewer.waitFor();
    await viewer.locator('.neighbors button').first().click();
    await viewer.getByRole('button', { name: 'Back' }).click();
    await viewer.getByRole('button', { name: 'Show in the grid' }).click();
    await shows(page, 'Most similar to ');
    // The preview is of the map; an image of the grid only has a ring on it.
    await page.locator('.tile').first().hover();
    await hover.waitFor({ state: 'hidden' });
    await page.keyboard.down('Shift');
    await drawAround(page);
    await page.keyboard.up('Shift');
    await shows(page, 'Lasso 21');
    await button(page, 'Show all').click();
    await button(page, 'Lasso').click();
    await drawAround(page);
    await shows(page, 'Lasso 21');
    await button(page, 'Lasso').and(page.locator('[aria-pressed=false]')).waitFor();

    const visible = async () => {
      await button(page, 'Visible').click();
      await shows(page, 'Visible on the map');
      return shownCount(page);
    };
    /** Drags the map by its whole width. */
    const drag = async (by: 1 | -1) => {
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + (0.5 + 0.49 * by) * width, y + height / 2, { steps: 4 });
      await page.mouse.up();
    };
    expect(await visible()).toBe(21);
    for (const by of [1, 1, 1] as const) await drag(by);
    expect(await visible()).toBe(0);
    await drag(-1);
    await button(page, 'Reset').click();
    expect(await visible()).toBe(21);
    for (let times = 0; times < 12; times++) await button(page, 'Zoom in').click();
    expect(await visible()).toBeLessThan(21);
    for (let times = 0; times < 12; times++) await button(page, 'Zoom out').click();
    expect(await visible()).toBe(21);
    await page.mouse.move(x + 5, y + 5);
    for (let times = 0; times < 6; times++) await page.mouse.wheel(0, -400);
    expect(await visible()).toBeLessThan(21);
  });
});

test('colors, lists and groups', async () => {
  await inPage(explorer(), async (page) => {
    await page.locator('.legend .value', { hasText: 'blue' }).click();
    await shows(page, 'label: blue 10');
    await page.getByLabel('Color').selectOption('group');
    await page.locator('.legend .value', { hasText: 'group 1' }).waitFor();
    await page.locator('.groups button').first().click();
    await shows(page, 'group 1');
    await page.getByLabel('Number').fill('1');
    await page.keyboard.press('Enter');
    await page.locator('.legend .value', { hasText: 'group 2' }).waitFor({ state: 'detached' });
    expect(await page.locator('.groups button').count()).toBe(1);
    // What was chosen stays, whatever happens in the background.
    await page.getByLabel('Color').selectOption('none');
    await page.getByLabel('Number').fill('2');
    await page.keyboard.press('Enter');
    await page.locator('.groups li').nth(1).waitFor();
    expect(await page.getByLabel('Color').inputValue()).toBe('');
    await page.locator('.choices button', { hasText: 'Uniform' }).click();
    await shows(page, 'Uniform 21');
    expect(await page.locator('.tile .note').first().innerText()).toBe('a single color');
    await page.locator('.choices button', { hasText: 'Near-duplicates' }).click();
    await shows(page, 'Near-duplicates');
    expect(await page.locator('.tile .other img').count()).toBeGreaterThan(0);
    await page.getByText('Compared by raw pixels').click();
    await page.getByText('train one with jssl train').waitFor();
    await button(page, '1 skipped').click();
    const dialog = page.getByRole('dialog', { name: 'Skipped' });
    expect(await dialog.locator('li').innerText()).toMatch(/^red\/damaged\.png: .*can't be read/);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });
});

test('the pixels of many images are checked when asked for', async () => {
  const { exploration } = explorer();
  exploration.check = 'none';
  await inPage(explorer(), async (page) => {
    await button(page, 'Find copies, dark and blurred images').click();
    await untilDone(exploration);
    await page.locator('.choices button', { hasText: 'Copies' }).first().click();
    await shows(page, 'Copies');
    expect(await page.locator('.choices button', { hasText: 'Copies' }).count()).toBe(1);
  });
});

test('selecting, tagging and taking back', async () => {
  await inPage(explorer(), async (page) => {
    const tiles = page.locator('.tile');
    await tiles.first().click({ modifiers: ['Shift'] });
    await tiles.nth(3).click({ modifiers: ['Shift'] });
    await page.getByText('4 selected').waitFor();
    await tiles.nth(1).click({ modifiers: ['ControlOrMeta'] });
    await tiles.nth(2).hover();
    await tiles.nth(2).locator('.check').click();
    await page.getByText('2 selected').waitFor();
    await page.locator('.choices button', { hasText: 'Selected' }).click();
    await shows(page, 'Selected 2');
    await page.getByLabel('Tag for the selected images').fill('cold');
    await button(page, 'Tag').click();
    await says(page, 'Tagged 2 images: cold. Saved.');
    await page.getByLabel('Tag for the selected images').fill('cold');
    await button(page, 'Untag').click();
    await says(page, 'Removed the tag of 2 images: cold. Saved.');
    expect(tagged()).toEqual({});
    await button(page, 'Undo').click();
    await says(page, 'Undone. Saved.');
    expect(tagged()['cold']).toHaveLength(2);
    await button(page, 'Redo').click();
    await says(page, 'Done again. Saved.');
    expect(tagged()).toEqual({});
    await button(page, 'Undo').click();
    await says(page, 'Undone. Saved.');
    await button(page, 'Clear').click();
    await page.getByText('None selected').waitFor();
    await button(page, 'Show all').click();
    await button(page, 'Select all').click();
    await page.getByText('21 selected').waitFor();
    await button(page, 'Clear').click();
    await tiles.nth(12).click();
    const viewer = page.locator('dialog.viewer');
    await viewer.getByRole('button', { name: 'cold' }).click();
    await says(page, 'Tagged 1 image: cold. Saved.');
    await viewer.getByRole('button', { name: 'Select', exact: true }).click();
    await viewer.getByRole('button', { name: 'Close' }).click();
    await page.getByText('1 selected').waitFor();
    expect(tagged()['cold']).toHaveLength(3);
    await tiles.nth(12).click();
    await viewer.waitFor();
    // Beside the image.
    await page.mouse.click(3, 3);
    await viewer.waitFor({ state: 'hidden' });
    const size = () => tiles.first().evaluate((tile) => tile.getBoundingClientRect().width);
    const before = await size();
    await page.getByLabel('Size').fill('240');
    expect(await size()).toBeGreaterThan(before);
  });
});

test('suggestions, and what the tags are used for', async () => {
  const { exploration } = explorer();
  const { tagging } = exploration;
  tagging.change({ do: 'tag', tag: 'warm', images: ['red/0.png'] });
  tagging.change({ do: 'tag', tag: 'cold', images: ['blue/0.png'] });
  const permissions = ['clipboard-read', 'clipboard-write'];
  await inPage(
    explorer(),
    async (page) => {
      await button(page, 'Suggest more of warm').click();
      await shows(page, 'Suggested: warm');
      expect(await page.locator('.tile .note').first().innerText()).toMatch(/^\d+ % sure$/);
      await button(page, 'What to tag next').click();
      await shows(page, 'What to tag next');
      await button(page, 'Use the tags…').click();
      const dialog = page.getByRole('dialog', { name: 'Export' });
      const text = dialog.locator('textarea');
      const show = async (kind: string) => {
        await dialog.getByLabel(kind).check();
        await dialog.getByRole('button', { name: 'Show it' }).click();
        await text.waitFor();
        return text.inputValue();
      };
      expect(await show('Labels to train with')).toContain('"label":"warm"');
      expect(await show('Script that moves')).toContain('put() {');
      await dialog.getByLabel('cold').uncheck();
      expect(await show('Script that copies')).not.toContain('/cold');
      await page.keyboard.press('Escape');
      await button(page, 'Show all').click();
      await button(page, 'Export…').click();
      const names = await show('List of names');
      expect(names.trimEnd().split('\n')).toHaveLength(21);
      await dialog.getByRole('button', { name: 'Copy' }).click();
      await says(page, 'Copied.');
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(names);
      const table = await show('Table (CSV)');
      expect(table.split('\n')[0]?.trim()).toBe('name,label,tags');
      expect(table).toContain(`red/${hostile}`);
      const saving = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Save images.csv' }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe('images.csv');
      expect(readFileSync(await saved.path(), 'utf8').replaceAll('\r\n', '\n')).toBe(table);
    },
    { permissions, acceptDownloads: true },
  );
});

test('a picture is searched for: chosen, dropped, or pasted', async () => {
  await inPage(
    explorer(),
    async (page) => {
      const { path } = explorer();
      const found = async () => {
        await shows(page, 'Most similar to your picture 21');
        const name = (await page.locator('.tile').first().getAttribute('title')) ?? '';
        await button(page, 'Show all').click();
        await shows(page, 'All images 21');
        return name.split('\n')[0];
      };
      const chooser = page.getByLabel('Picture to search for');
      await chooser.setInputFiles(path('photos', 'blue', '1.png'));
      expect(await found()).toMatch(/^blue\//);

      // A real drop of a file, also over an image that is open.
      await page.locator('.tile').first().click();
      const protocol = await page.context().newCDPSession(page);
      const data = { items: [], files: [path('photos', 'red', '1.png')], dragOperationsMask: 1 };
      const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
        protocol.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
      await drag('dragEnter');
      await drag('dragOver');
      await page.getByText('Drop a picture to find images like it').waitFor();
      await drag('drop');
      expect(await found()).toMatch(/^red\//);
      await page.getByText('Drop a picture').waitFor({ state: 'detached' });

      const paste = (bytes: number[], type: string) =>
        page.evaluate(
          ([content, kind]) => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([new Uint8Array(content)], 'a', { type: kind }));
            document.body.dispatchEvent(
              new ClipboardEvent('paste', { clipboardData, bubbles: true }),
            );
          },
          [bytes, type] as const,
        );
      await paste([...readFileSync(path('photos', 'blue', '2.png'))], 'image/png');
      expect(await found()).toMatch(/^blue\//);
      await paste([...Buffer.from('not a picture')], 'image/png');
      await says(page, "the picture can't be read");
      await chooser.setInputFiles({
        ...{ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="x"/>') },
      });
      await says(page, "the picture can't be read");
    },
    { mayLog: /status of 400/ },
  );
});

test('an image whose file was removed, and a server that has ended, are said', async () => {
  const { path, server, exploration } = explorer();
  await inPage(
    explorer(),
    async (page) => {
      rmSync(path('photos', 'red', '5.png'));
      await page.getByLabel('Search names').fill('red/5');
      await shows(page, 'Names with “red/5” 1');
      await page.locator('.tile').click();
      await page.getByText('This image cannot be read: its file was removed').waitFor();
      await page.keyboard.press('Escape');
      await server.dispose();
      await page.getByText('The server does not answer').waitFor();
      await button(page, 'Select all').click();
      await page.getByLabel('Tag for the selected images').fill('lost');
      await button(page, 'Tag').click();
      await says(page, 'The server does not answer.');
    },
    { mayLog: /status of 404|ERR_/ },
  );
  expect(exploration.tagging.byTag().get('lost')).toBeUndefined();
});

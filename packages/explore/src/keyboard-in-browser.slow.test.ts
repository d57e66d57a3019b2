import type { Page } from 'playwright-core';

import { inPage, says, shownCount, shows, useExplorer } from './fixtures/explore-in-browser.js';

const explorer = useExplorer();
const tagged = () => Object.fromEntries(explorer().exploration.tagging.byTag());

/** The position of the image that keys refer to. */
const currentTile = async (page: Page) =>
  Number((await page.locator('.tile.current').getAttribute('id'))?.replace('tile-', ''));

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('search, select, tag, undo, open, neighbors', async () => {
  await inPage(explorer(), async (page) => {
    await press(page, '/');
    await page.keyboard.type('red/ png');
    await press(page, 'Enter');
    await shows(page, 'Names with “red/ png” 11');
    await press(page, 'Tab', 'g', 'ArrowRight', 'Space', 'Shift+ArrowRight');
    await page.getByText('2 selected').waitFor();
    await press(page, 't');
    await page.keyboard.type('warm');
    await press(page, 'Enter');
    await says(page, 'Tagged 2 images: warm. Saved.');
    const names = tagged()['warm'] ?? [];
    expect(names).toHaveLength(2);
    await press(page, 'Escape', 'g', 'Escape');
    await page.getByText('None selected').waitFor();
    await press(page, 'Home', '1');
    await says(page, 'Tagged 1 image: warm. Saved.');
    expect(tagged()['warm']).toHaveLength(3);
    await press(page, 'u');
    await says(page, 'Undone. Saved.');
    expect(tagged()).toEqual({ warm: names });
    await press(page, 'Control+Shift+Z');
    await says(page, 'Done again. Saved.');
    expect(tagged()['warm']).toHaveLength(3);
    // However fast: each takes back what is then the last action.
    await press(page, 'Control+z', 'Control+z', 'u');
    await says(page, 'There is nothing to undo.');
    expect(tagged()).toEqual({});
  });
});

test('moving in the grid, and selecting by rows, X and A', async () => {
  await inPage(explorer(), async (page) => {
    await press(page, 'g', 'ArrowDown');
    const columns = await currentTile(page);
    expect(columns).toBeGreaterThan(1);
    await press(page, 'ArrowDown', 'ArrowUp', 'ArrowLeft');
    expect(await currentTile(page)).toBe(columns - 1);
    await press(page, 'End');
    expect(await currentTile(page)).toBe(20);
    await press(page, 'Home', 'x', 'Shift+ArrowDown');
    await page.getByText(`${columns + 1} selected`).waitFor();
    await press(page, 'x');
    await page.getByText(`${columns} selected`).waitFor();
    await press(page, 'a');
    await page.getByText('21 selected').waitFor();
    await press(page, 'Escape');
    await page.getByText('None selected').waitFor();
  });
});

test('a large image: the next ones, the nearest, back, and its tags', async () => {
  await inPage(explorer(), async (page) => {
    await press(page, 'g', 'Enter');
    const viewer = page.locator('dialog.viewer');
    const heading = viewer.locator('h2');
    const first = await heading.innerText();
    await viewer.locator('.neighbors li').nth(19).waitFor();
    await press(page, 'ArrowRight');
    const second = await heading.innerText();
    expect(second).not.toBe(first);
    await press(page, 'ArrowLeft');
    expect(await heading.innerText()).toBe(first);
    await press(page, 'n');
    await viewer.getByText('Back').waitFor();
    const nearest = await heading.innerText();
    expect(nearest).not.toBe(first);
    // The tag is for the image that is shown, not for the one that it was reached from.
    await press(page, 't');
    await page.keyboard.type('near');
    await press(page, 'Enter');
    await says(page, 'Tagged 1 image: near. Saved.');
    expect(tagged()).toEqual({ near: [nearest] });
    await viewer.getByRole('button', { name: 'near', exact: true, pressed: true }).waitFor();
    await viewer.locator('h2').click();
    await press(page, '1');
    await says(page, 'Removed the tag of 1 image: near. Saved.');
    await viewer.getByText('near', { exact: true }).waitFor({ state: 'detached' });
    await press(page, 'Space');
    await viewer.getByRole('button', { name: 'Selected', pressed: true }).waitFor();
    await press(page, '?');
    await page.getByRole('dialog', { name: 'Keys and help' }).waitFor();
    await press(page, 'Escape', 'Escape');
    await viewer.waitFor({ state: 'hidden' });
    await page.getByText('1 selected').waitFor();
  });
  expect(tagged()).toEqual({});
});

test('the map: a part of it is chosen by zooming and moving, in place of a lasso', async () => {
  await inPage(explorer(), async (page) => {
    await press(page, 'm', 'v');
    await shows(page, 'Visible on the map 21');
    await press(page, '+', '+', '+', '=', 'v');
    await page.locator('.grid h2 small', { hasNotText: '21' }).waitFor();
    const inside = await shownCount(page);
    await press(page, ...new Array<string>(30).fill('ArrowRight'), 'v');
    await shows(page, 'Visible on the map 0');
    await press(page, ...new Array<string>(30).fill('ArrowLeft'), 'v');
    await shows(page, `Visible on the map ${inside}`);
    await press(page, ...new Array<string>(30).fill('ArrowDown'), 'v');
    await shows(page, 'Visible on the map 0');
    await press(page, ...new Array<string>(30).fill('ArrowUp'), 'v');
    await shows(page, `Visible on the map ${inside}`);
    await press(page, '-', '-', '-', '-', 'v');
    await shows(page, 'Visible on the map 21');
    await press(page, '+', '+', '+', '+', '0', 'v');
    await shows(page, 'Visible on the map 21');
  });
});

test('every key of the help has a test here', async () => {
  await inPage(explorer(), async (page) => {
    await press(page, '?');
    const dialog = page.getByRole('dialog', { name: 'Keys and help' });
    expect(await dialog.locator('kbd').allInnerTexts()).toEqual([
      ...['/', 'arrows', 'Home and End', 'Space or X', 'Enter', 'N', 'A', 'Escape', 'T', '1 to 9'],
      ...['U or Ctrl+Z', 'M and G', '+ − 0', 'V', 'Shift and drag'],
    ]);
    await press(page, 'a', 'Escape');
    await dialog.waitFor({ state: 'hidden' });
    // Keys of the page do nothing while a dialog is open.
    await page.getByText('None selected').waitFor();
  });
});

import axe from 'axe-core';

/** A page in a browser that runs scripts, such as one of Playwright. */
interface ScriptedPage {
  evaluate<Result>(script: string): Promise<Result>;
}

/**
 * What axe-core finds wrong with a page for people who use a screen reader, a keyboard, or see little contrast.
 * @returns a line for each element: the rule, the element, and what is wrong; none for a page without findings.
 */
export async function accessibilityFindings(page: ScriptedPage): Promise<string[]> {
  await page.evaluate(`${axe.source}; undefined`);
  const { violations } = await page.evaluate<axe.AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}

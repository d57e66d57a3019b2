import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

interface NxJson {
  readonly plugins: readonly {
    readonly exclude?: readonly string[];
    readonly options: { readonly targetName?: string };
  }[];
}

test('nx.json keeps only packages without slow tests from having them run', () => {
  const { plugins } = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8')) as NxJson;
  const { exclude = [] } = plugins.find(({ options }) => options.targetName === 'test-slow') ?? {};
  expect(exclude).not.toEqual([]);
  for (const glob of exclude) {
    expect(glob).toMatch(/^(packages|tools)\/[a-z-]+\/\*\*$/);
    const folder = join(root, glob.slice(0, -3), 'src');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.endsWith('.slow.test.ts'))).toEqual([]);
  }
});

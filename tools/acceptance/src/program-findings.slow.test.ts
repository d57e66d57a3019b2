import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

test('the findings of the preregistered program on made-up records', () => {
  const tools = join(__dirname, '..', '..');
  const printed = execFileSync(
    process.execPath,
    [
      ...['--conditions=@jssl/source', '--import'],
      join(tools, 'testing', 'src', 'source-hooks.mjs'),
      join(tools, 'results', 'dry-run.mjs'),
    ],
    { encoding: 'utf8' },
  );
  expect(printed).toBe('confirmed refuted\nequivalent undecided\n');
});

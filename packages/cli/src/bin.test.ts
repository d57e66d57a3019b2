import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('in a clone that is not built the command says what to run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jssl-clone-'));
  cpSync(join(__dirname, '../bin'), join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const run = spawnSync(process.execPath, [join(folder, 'bin', 'jssl.js'), 'demo'], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect(run.stderr).toBe(
    'jssl: this clone is not built yet; run npm start, which sets it up and trains the demo, or npm run build\n',
  );
  expect(run.status).toBe(2);
});

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runRanks } from '@jssl/testing';

const script = join(__dirname, 'fixtures', 'faults.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-watched-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

// Without the watch the other rank would wait forever, and `code` would be undefined.
test.each([
  [
    'throws',
    1,
    /^rank 1 of 2: Error: the data are broken\n +at Immediate\.<anonymous> .*faults\.ts/m,
  ],
  ['rejects', 1, /^rank 1 of 2: Error: the disk is full\n/m],
  ['fails', 3, /^rank 1 of 2 exits with code 3 before the job is done$/m],
  ['leaves', 1, /^rank 1 of 2 exits with code 0 before the job is done$/m],
  ['aborts', 1, /^rank 1 of 2: the loss is not finite$/m],
  ['is killed', 137, /rank 1 .*signal 9 \(Killed\)/s],
  [
    'is stopped',
    1,
    /rank 1 \(\S+, process \d+\) hangs: no heartbeat while rank 0 waited in allReduce for 2 s; the job ends$/m,
  ],
  [
    'spins',
    1,
    /^rank 1 \(\S+, process \d+\) hangs: no progress for 2 s, after 1 call; the job ends$/m,
  ],
  [
    'differs',
    1,
    /^all have waited for each other for 2 s: rank 0 in allReduce \(call 2\), rank 1 in allGatherBytes \(call 2\); the job ends$/m,
  ],
])('a rank that %s ends the job with code %i and is named', (kind, expected, message) => {
  const { code, notes } = runRanks(2, script, { args: [kind, folder] });
  expect(notes).toMatch(message);
  expect(code).toBe(expected);
  const [jobFolder = '', ...others] = readdirSync(folder);
  expect(jobFolder).toMatch(/^jssl-job-[0-9a-f]{16}$/);
  expect(others).toEqual([]);
  expect(statSync(join(folder, jobFolder)).mode & 0o777).toBe(0o700);
});

test('a rank that cannot write to the folder ends the job, and the folder is named', () => {
  const { code, notes } = runRanks(2, script, { args: ['cannot write', folder] });
  const file = process.execPath;
  expect(notes).toContain(
    `rank 1 of 2: MpiError: connectMpi: folder must be writable for every rank, got ${file}: ENOTDIR`,
  );
  expect(code).toBe(1);
});

test('a rank that sends heartbeats during long work is waited for, and no files are left', () => {
  const { code, notes } = runRanks(2, script, { args: ['slow', folder] });
  expect(notes).toBe('');
  expect(code).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

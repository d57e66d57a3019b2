import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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

// The other rank waits in a call for ever if nothing is done: `code` would be undefined.
test.each([
  ['throws', 1, /^rank 1 of 2: Error: the data are broken\n +at .*faults\.ts/m],
  ['rejects', 1, /^rank 1 of 2: Error: the disk is full\n/m],
  ['fails', 3, /^rank 1 of 2 ends with code 3 before the job is done$/m],
  ['leaves', 1, /^rank 1 of 2 ends with code 0 before the job is done$/m],
  ['aborts', 1, /^rank 1 of 2: the loss is not finite$/m],
  ['is killed', 137, /rank 1 .*signal 9 \(Killed\)/s],
  [
    'is stopped',
    1,
    /^rank 1 \(\S+, process \d+\) hangs: nothing heard for 3 s; rank 0 waits in allReduce; the job ends$/m,
  ],
  [
    'spins',
    1,
    /^rank 1 \(\S+, process \d+\) hangs: it has not got on for 3 s, after 1 calls; the job ends$/m,
  ],
  [
    'differs',
    1,
    /^all wait for each other since 3 s: rank 0 in allReduce \(call 2\), rank 1 in allGatherBytes \(call 2\); the job ends$/m,
  ],
])('a rank that %s ends the job with code %i and is named', (kind, expected, message) => {
  const { code, notes } = runRanks(2, script, { args: [kind, folder] });
  expect(notes).toMatch(message);
  expect(code).toBe(expected);
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^jssl-job-[0-9a-f]{16}$/)]);
});

test('a rank that works long and says so is waited for, and a job in order leaves no files', () => {
  const { code, notes } = runRanks(2, script, { args: ['slow', folder] });
  expect(notes).toBe('');
  expect(code).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

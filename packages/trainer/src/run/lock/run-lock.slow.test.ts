import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { InputError } from '@jssl/settings';

import { lockText } from './lock-record.js';
import { ownIdentity } from './process-identity.js';
import { lockRun, type RunLock } from './run-lock.js';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-lock-'));
  lock = join(folder, 'lock');
});
afterEach(() => {
  // A process that was killed may have started another that still writes.
  rmSync(folder, { recursive: true, maxRetries: 10 });
});

const impatient = { patienceMs: 0, silenceMs: 60_000, watchMs: 30 };
const names = () => readdirSync(folder).sort();
const messageOf = (use: () => unknown): string => {
  try {
    use();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return '';
};
const whenAndWhere = String.raw`on ${hostname()} since \d{4}-\d\d-\d\d \d\d:\d\d UTC`;

(process.platform === 'win32' ? test.skip : test)('a device in place of a lock is refused', () => {
  symlinkSync('/dev/zero', lock);
  expect(messageOf(() => lockRun(folder))).toBe(
    `${lock} is a device, which cannot be read as a file; pass a file`,
  );
});

/** A lock whose holder runs elsewhere. */
const elsewhere = { ...ownIdentity(), host: 'node-7', namespace: 'pid:[1]', pid: 12 };
const token = '00000000-0000-4000-8000-00000000000a';
const record = { token, holder: elsewhere, since: '2026-01-02T03:04:05.678Z' };
const writeLock = (name = 'lock', text = lockText(record)) => {
  writeFileSync(join(folder, name), text);
};
const age = (seconds: number, name = 'lock') => {
  const time = Date.now() / 1000 - seconds;
  utimesSync(join(folder, name), time, time);
};

test('a folder is held until it is released, and nothing is left', () => {
  const held = lockRun(folder);
  expect(names()).toEqual(['lock']);
  expect(messageOf(() => lockRun(folder))).toMatch(
    RegExp(
      `^${folder} is being trained by process ${process.pid} ${whenAndWhere}; wait for it or stop it first$`,
    ),
  );
  held.requireHeld();
  held.release();
  expect(names()).toEqual([]);
  lockRun(folder).release();
});

test.each([
  ['a process that is gone', '4194304 12\n'],
  ['a later process of the same number', `${process.pid} 1\n`],
  ['a process killed while it wrote', ''],
  ['no process', '-1 x\n'],
  ['a file of something else', '{"token": 3, "holder": null}\n'],
  ['a token that is a path', lockText({ ...record, token: '../../a' })],
  [
    'a process here that is gone',
    lockText({ ...record, holder: { ...ownIdentity(), start: '1' } }),
  ],
])('a lock of %s is taken over', (_, text) => {
  writeLock('lock', text);
  const held = lockRun(folder);
  expect(names()).toEqual(['lock']);
  expect(() => lockRun(folder)).toThrow(InputError);
  held.release();
  expect(names()).toEqual([]);
});

describe('a holder on another machine or in another container', () => {
  test('keeps its lock while it sends heartbeats', () => {
    writeLock();
    age(20);
    expect(messageOf(() => lockRun(folder, impatient))).toMatch(
      /process 12 on node-7 since 2026-01-02 03:04 UTC, which runs on another machine or in another container and sent a heartbeat (19|[2-5]\d) s ago; wait for it or stop it first, or try again in a minute if it has ended$/,
    );
    expect(names()).toEqual(['lock']);
  });

  test.each([
    ['no heartbeat for a minute', 61],
    ['a heartbeat in the future: the clock was set back', -3600],
  ])('loses it after %s and while it is watched', (_, seconds) => {
    writeLock();
    age(seconds);
    const held = lockRun(folder, impatient);
    held.requireHeld();
    held.release();
    expect(names()).toEqual([]);
  });

  test.each([61, -3600])('keeps it if it gives one while it is watched (%d s)', async (seconds) => {
    writeLock();
    age(seconds);
    const beat = lockText(record).replace(/0{12}/, '000000000001');
    const writer = spawn(
      'sh',
      [
        '-c',
        `while :; do sleep 0.05; printf '%s' '${beat}' >'${lock}.x'; mv '${lock}.x' '${lock}'; touch -d @${Math.floor(Date.now() / 1000 - seconds)} '${lock}'; done`,
      ],
      // A group of its own, so that the commands of the loop end with it.
      { detached: true, stdio: 'ignore' },
    );
    const ended = once(writer, 'exit');
    try {
      expect(messageOf(() => lockRun(folder, { ...impatient, watchMs: 60_000 }))).toMatch(
        /^\S+ is being trained by process 12 on node-7 /,
      );
    } finally {
      process.kill(-(writer.pid ?? NaN), 'SIGKILL');
      await ended;
    }
  });
});

test('the holder sends heartbeats, even while its thread is blocked', () => {
  const held = lockRun(folder, { beatMs: 20 });
  const beat = () => Number(readFileSync(lock, 'utf8').split('\n')[1]);
  const until = performance.now() + 60_000;
  while (beat() < 2 && performance.now() < until);
  expect(beat()).toBeGreaterThan(1);
  held.release();
});

test('a holder whose lock was taken over or removed notices, and removes nothing', () => {
  const held = lockRun(folder);
  writeLock();
  expect(messageOf(held.requireHeld)).toBe(
    `process 12 on node-7 since 2026-01-02 03:04 UTC has taken over ${folder} while this process was suspended or could not reach the folder; this process stops without writing`,
  );
  held.release();
  expect(names()).toEqual(['lock']);
  rmSync(lock);
  expect(messageOf(held.requireHeld)).toBe(
    `the lock of ${folder} was removed, so another process may have trained it while this process was suspended or could not reach the folder; this process stops without writing`,
  );
});

describe('a process killed while it took a lock over or released one', () => {
  const gone = { ...record, holder: { ...ownIdentity(), start: '1' } };
  const successor = { ...gone, token: '00000000-0000-4000-8000-00000000000b' };

  test.each([1, 2])('does not block the next one (%d of them)', (count) => {
    writeLock('lock', lockText(gone));
    writeLock(`lock.after-${token}`, lockText(successor));
    writeLock(`lock.new-${successor.token}`, lockText(successor));
    const third = { ...gone, token: '00000000-0000-4000-8000-00000000000c' };
    if (count === 2) writeLock(`lock.after-${successor.token}`, lockText(third));
    const held = lockRun(folder);
    expect(names()).toEqual(['lock']);
    held.release();
    expect(names()).toEqual([]);
  });

  test.each(['', '{"token":'])('leaves nothing if it had written only %j', (text) => {
    writeLock('lock', lockText(gone));
    writeLock(`lock.new-${successor.token}`, text);
    const held = lockRun(folder);
    expect(names()).toEqual(['lock']);
    held.release();
  });

  test('one that is alive is waited for', () => {
    writeLock('lock', lockText(gone));
    const child = spawn('sh', ['-c', `sleep 0.2; rm '${lock}' '${lock}.after-${token}'`]);
    const stat = readFileSync(`/proc/${child.pid ?? 0}/stat`, 'utf8');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    const holder = { ...ownIdentity(), pid: child.pid ?? 0, start };
    writeLock(`lock.after-${token}`, lockText({ ...successor, holder }));
    lockRun(folder).release();
    expect(names()).toEqual([]);
  });
});

/** Locks the folder as a process that then runs a shell's line. */
const heldBy = (line: string) => {
  const child = spawn('sh', ['-c', line]);
  const stat = readFileSync(`/proc/${child.pid ?? 0}/stat`, 'utf8');
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  writeFileSync(lock, `${child.pid ?? 0} ${start}\n`);
  return child;
};

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a lock of a process that is ending is waited for', () => {
  heldBy('sleep 0.5');
  // Node asks for its end only once this test gives way: till then it is in the list of processes.
  lockRun(folder).release();
});

onLinux('a process that goes on keeps its lock, also one of an earlier version', () => {
  const child = heldBy('exec sleep 60');
  const message = `${folder} is being trained by process ${child.pid ?? 0} on ${hostname()}; wait for it or stop it first`;
  expect(() => lockRun(folder, { patienceMs: 100 })).toThrow(new InputError(message));
  child.kill('SIGKILL');
});

test('a folder on a file system without links is locked too', () => {
  const link = jest.spyOn(fs, 'linkSync').mockImplementation(() => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
  });
  let held: RunLock | undefined;
  try {
    held = lockRun(folder);
    expect(() => lockRun(folder)).toThrow(InputError);
  } finally {
    held?.release();
    link.mockRestore();
  }
  expect(existsSync(lock)).toBe(false);
});

const notRoot = process.getuid?.() === 0 ? test.skip : test;

notRoot('a folder that cannot be written is named', () => {
  chmodSync(folder, 0o500);
  expect(messageOf(() => lockRun(folder))).toMatch(
    RegExp(
      `^${folder} cannot be written \\(EACCES: .*\\); make it writable for this user, or work on a copy of it$`,
    ),
  );
  chmodSync(folder, 0o700);
});

test('a folder on a read-only disk is named', () => {
  const write = jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
    throw Object.assign(new Error('EROFS: read-only file system, open'), { code: 'EROFS' });
  });
  try {
    expect(messageOf(() => lockRun(folder))).toBe(
      `${folder} cannot be written (EROFS: read-only file system, open); make it writable for this user, or work on a copy of it`,
    );
  } finally {
    write.mockRestore();
  }
});

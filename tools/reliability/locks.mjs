/**
 * `npm run kills -- --locks`: several processes try to take a stale lock at the same moment, for many rounds.
 * Exactly one may get it. The winner holds it, releases it, or is killed, so that the next round finds its
 * lock.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const racer = fileURLToPath(new URL('locks/racer.mjs', import.meta.url));

/** @returns the number of rounds in which not exactly one process got the lock */
export async function lockRaces(rounds, processes) {
  const folder = mkdtempSync(join(tmpdir(), 'jssl-locks-'));
  const run = join(folder, 'run');
  const children = await Promise.all(
    Array.from({ length: processes }, () => startRacer(join(folder, 'held'))),
  );
  let [wrong, killed, together] = [0, 0, 0];
  const began = performance.now();
  for (let round = 0; round < rounds; round++) {
    rmSync(run, { recursive: true, force: true, maxRetries: 3 });
    mkdirSync(run);
    // Of a process that is gone, in the words of an earlier version and of this one.
    if (round % 3 === 0) writeFileSync(join(run, 'lock'), '4194304 12\n');
    if (round % 3 === 1) await leaveLock(children, run, folder);
    const answers = await askAll(children, { folder: run, at: Date.now() + 5 });
    const winners = answers.filter(({ got }) => got);
    const overlaps = answers.filter(({ overlap }) => overlap);
    if (overlaps.length > 0) together++;
    if (winners.length !== 1 || overlaps.length > 0) {
      wrong++;
      console.error(`round ${round}: ${JSON.stringify(answers)}`);
    }
    await askAll(children, { release: true });
    const left = readdirSync(run);
    if (left.length > 0) {
      wrong++;
      console.error(`round ${round} left ${left.join(', ')}`);
    }
    if ((round + 1) % 100 === 0) console.error(`> ${round + 1} rounds`);
  }
  for (const child of children) child.disconnect();
  rmSync(folder, { recursive: true, force: true });
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${rounds} rounds of ${processes} processes in ${seconds} s, ${killed} of them after a kill: ` +
      `two held the lock in ${together}, ${wrong} wrong`,
  );
  return wrong;

  /** Lets one process take the lock and die with it. */
  async function leaveLock(all, path, place) {
    const victim = all[killed % all.length];
    await askAll([victim], { folder: path, at: 0 });
    const gone = once(victim, 'exit');
    victim.kill('SIGKILL');
    await gone;
    rmSync(join(place, 'held'), { force: true });
    all[killed % all.length] = await startRacer(join(place, 'held'));
    killed++;
  }
}

async function startRacer(held) {
  const child = fork(racer, [held]);
  await once(child, 'message');
  return child;
}

function askAll(children, message) {
  return Promise.all(
    children.map(async (child) => {
      const answer = once(child, 'message');
      child.send(message);
      return (await answer)[0];
    }),
  );
}

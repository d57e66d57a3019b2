/**
 * `npm run kills -- --every-call`: checks what a kill leaves behind at each single call that writes, renames,
 * flushes, links, truncates or removes a file of a run, or creates a file or folder; also between the halves of
 * each write. Each state is resumed and compared with the run that was never stopped: weights, checkpointed
 * tensors, metrics, TensorBoard's files and the report. A state with the files of an earlier one is not resumed
 * again: a flush, for example, changes none.
 *
 * Options: [--method NAME]… [--how copy|kill|full] [--scenario train|extend]… [--every 1]
 *   copy  one run, whose folder is copied before each call; the default
 *   kill  one run for each call, killed by SIGKILL before it
 *   full  one run for each call, for which the disk is full from that call on
 * A library for LD_PRELOAD, compiled by g++, does that: Linux only.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { filesOf, outcomeOf } from './every-call/outcome-of.mjs';
import { makeImages, smallFlags } from './small-run.mjs';
import { fromPackage } from '../measurement/from-package.mjs';

const jssl = fileURLToPath(new URL('../../packages/cli/bin/jssl.js', import.meta.url));
const source = fileURLToPath(new URL('every-call/stop-at-call.cc', import.meta.url));
const METHODS = ['jaccard-moco', 'jaccard-simclr', 'moco', 'simclr'];

/**
 * @param {{ methods?: string[], how?: string, scenarios?: string[], every?: number }} options
 * @returns the number of states that were wrong
 */
export async function everyCall({
  methods = METHODS,
  how = 'copy',
  scenarios = ['train', 'extend'],
  every = 1,
}) {
  const folder = mkdtempSync(join(tmpdir(), 'jssl-every-call-'));
  // Resuming in this process, which loads TensorFlow once.
  process.chdir(folder);
  process.env.JSSL_BACKEND ??= 'native';
  const { resume } = await fromPackage('workflows');
  const library = join(folder, 'stop-at-call.so');
  execFileSync('g++', ['-O1', '-shared', '-fPIC', '-std=c++17', '-o', library, source, '-ldl']);
  await makeImages(join(folder, 'images'), 12);
  const run = join(folder, 'run');
  let wrong = 0;
  console.log('| method | scenario | calls | different states | resumed | started again | wrong |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');

  const start = (method, epochs) => [
    ...['images', ...smallFlags.filter((flag) => flag !== '--no-report'), '--method', method],
    ...['--epochs', String(epochs), '--checkpoint-minutes', '0', '--out', 'run'],
  ];
  /** Runs jssl train with the library. */
  const train = (args, environment = {}) => {
    const stops = { LD_PRELOAD: library, STOP_BELOW: run, ...environment };
    const env = { ...process.env, ...(environment.STOP_HOW && stops) };
    return spawnSync(process.execPath, [jssl, 'train', ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
  };
  const requireSuccess = ({ status, stderr }) => {
    if (status !== 0) throw new Error(`a run that is not stopped failed:\n${stderr}`);
  };

  for (const method of methods) {
    for (const scenario of scenarios) {
      const begin = join(folder, 'begin');
      rmSync(begin, { recursive: true, force: true });
      const args =
        scenario === 'extend'
          ? ['--resume', 'run', '--epochs', '2', '--checkpoint-minutes', '0']
          : start(method, 2);
      if (scenario === 'extend') {
        rmSync(run, { recursive: true, force: true });
        requireSuccess(train(start(method, 1)));
        renameSync(run, begin);
      }
      const prepare = () => {
        rmSync(run, { recursive: true, force: true });
        if (existsSync(begin)) cpSync(begin, run, { recursive: true, preserveTimestamps: true });
      };
      prepare();
      requireSuccess(train(args));
      const expected = outcomeOf(run);
      const seen = new Set();

      const log = join(folder, 'calls.txt');
      const copies = join(folder, 'copies');
      for (const path of [log, copies]) rmSync(path, { recursive: true, force: true });
      mkdirSync(copies);
      prepare();
      const counting = {
        STOP_LOG: log,
        STOP_COPIES: copies,
        STOP_HOW: how === 'copy' ? 'copy' : 'none',
      };
      requireSuccess(train(args, counting));
      const calls = readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => /^\d+ \w+ /.test(line) || / $/.test(line));
      const counts = { states: 0, resumed: 0, again: 0, wrong: 0 };
      for (let number = 1; number <= calls.length; number += every) {
        if (how === 'copy') {
          rmSync(run, { recursive: true, force: true });
          if (existsSync(join(copies, String(number))))
            renameSync(join(copies, String(number)), run);
        } else {
          prepare();
          const { status, stderr } = train(args, { STOP_HOW: how, STOP_AT: String(number) });
          const isSaid = /disk is full|ENOSPC/.test(stderr) && !/\n\s+at /.test(stderr);
          if (how === 'full' && status !== 0 && !isSaid) {
            counts.wrong++;
            console.error(`${method}, ${scenario}, full at ${calls[number - 1]}: ${stderr}`);
          }
        }
        const files = filesOf(run);
        if (seen.has(files)) continue;
        seen.add(files);
        counts.states++;
        const failure = await finish();
        if (failure === undefined) continue;
        counts.wrong++;
        const kept = mkdtempSync(join(tmpdir(), 'jssl-wrong-'));
        if (existsSync(run)) cpSync(run, kept, { recursive: true });
        writeFileSync(join(kept, 'failure.txt'), `${calls[number - 1]}\n${failure}\n`);
        console.error(
          `${method}, ${scenario}, ${calls[number - 1]}: ${failure.slice(0, 400)}; kept in ${kept}`,
        );
      }
      wrong += counts.wrong;
      const cells = [
        method,
        scenario,
        calls.length,
        counts.states,
        counts.resumed,
        counts.again,
        counts.wrong,
      ];
      console.log(`| ${cells.join(' | ')} |`);

      /** Resumes or starts again, and compares; returns what is wrong. */
      async function finish() {
        try {
          if (!existsSync(join(run, 'checkpoint', 'current.json'))) {
            counts.again++;
            // A folder without config.json is no run, and not replaced.
            const force = existsSync(join(run, 'config.json'));
            if (!force) rmSync(run, { recursive: true, force: true });
            const { status, stderr } = train([...start(method, 2), ...(force ? ['--force'] : [])]);
            if (status !== 0) return stderr;
          } else {
            counts.resumed++;
            const epochs = scenario === 'extend' ? { epochs: 2 } : {};
            await resume(run, epochs, { data: 'images', command: 'resumed' }).catch((error) => {
              if (!/is complete/.test(error.message)) throw error;
            });
          }
        } catch (error) {
          return error.stack;
        }
        const outcome = outcomeOf(run);
        const differing = Object.keys(expected).filter((name) => outcome[name] !== expected[name]);
        return differing.length === 0 ? undefined : `other ${differing.join(', ')}`;
      }
    }
  }
  process.chdir(tmpdir());
  rmSync(folder, { recursive: true });
  return wrong;
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What is kept of what a process prints on standard error. */
const KEPT = 4000;

/**
 * Runs a program until it ends, or until its time is over: then it gets SIGINT, and SIGKILL two seconds later.
 * @param {string[]} command
 * @param {{ seconds: number, environment: NodeJS.ProcessEnv, onLine?: (line: string) => void }} options
 * @returns {Promise<{ status: number | null, signal: string | null, outOfTime: boolean, seconds: number, stderr: string }>}
 */
export function runChild(command, { seconds, environment, onLine = () => undefined }) {
  const [program = '', ...args] = command;
  const began = performance.now();
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let outOfTime = false;
  let stderr = '';
  child.stderr.on('data', (data) => (stderr = `${stderr}${data}`.slice(-KEPT)));
  createInterface({ input: child.stdout }).on('line', onLine);
  const timers = [
    setTimeout(() => {
      outOfTime = true;
      child.kill('SIGINT');
    }, seconds * 1000),
    setTimeout(() => child.kill('SIGKILL'), (seconds + 2) * 1000),
  ];
  return new Promise((resolve) => {
    const end = (status, signal) => {
      timers.forEach(clearTimeout);
      const taken = (performance.now() - began) / 1000;
      resolve({ status, signal, outOfTime, seconds: Number(taken.toFixed(1)), stderr });
    };
    child.on('error', (error) => {
      stderr = `${stderr}${error.message}`;
      end(null, null);
    });
    child.on('close', end);
  });
}

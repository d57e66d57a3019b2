import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
/** Metrics that depend on time and on the process. */
const OF_TIME = [
  ...['imagesPerSecond', 'durationSeconds', 'dataWaitShare', 'residentMegabytes', 'numTensors'],
];

/** Everything of a complete run that times don't change, by name; a missing file is an error's code. */
export function outcomeOf(run) {
  const file = (...names) => {
    try {
      return readFileSync(join(run, ...names));
    } catch (error) {
      return Buffer.from(error.code);
    }
  };
  const json = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return 'not JSON';
    }
  };
  const { file: state = 'none' } = json(file('checkpoint', 'current.json'));
  const checkpoint = file('checkpoint', state);
  const start = checkpoint.length > 8 ? 8 + Number(checkpoint.readBigUInt64LE(0)) : 0;
  const rows = file('metrics.jsonl').toString().trim().split('\n');
  const metrics = rows.map((row) =>
    Object.entries(json(row)).filter(([name]) => !OF_TIME.includes(name)),
  );
  const boards = (() => {
    try {
      return readdirSync(join(run, 'tensorboard'));
    } catch {
      return [];
    }
  })();
  const events = boards.filter((name) => name.includes('tfevents'));
  const projector = boards.filter((name) => !name.includes('tfevents')).sort();
  const others = readdirSync(run).filter((name) => /tmp|lock|progress/.test(name));
  return {
    'last.safetensors': hash(file('last.safetensors')),
    'best.safetensors': hash(file('best.safetensors')),
    'checkpoint tensors': hash(checkpoint.subarray(start)),
    'checkpoint files': String(
      readdirSync(join(run, 'checkpoint')).filter((name) => /tmp/.test(name)),
    ),
    'metrics.jsonl': JSON.stringify(metrics),
    'metrics.csv': String(file('metrics.csv').toString().trim().split('\n').length),
    'config.json': JSON.stringify(json(file('config.json')).config),
    events: `${events.length} of ${events.map((name) => statSync(join(run, 'tensorboard', name)).size)} bytes`,
    projector: projector.map((name) => `${name} ${hash(file('tensorboard', name))}`).join(),
    report: String(/<\/html>\s*$/.test(file('report.html').toString())),
    'files left over': String(others),
  };
}

/** The files of a run as a hash, but for the content of locks, which changes with every process. */
export function filesOf(run) {
  let names;
  try {
    names = readdirSync(run, { recursive: true, encoding: 'utf8' }).sort();
  } catch {
    return 'none';
  }
  const contents = names.map((name) => {
    if (name.startsWith('lock')) return name.slice(0, 10);
    const path = join(run, name);
    return `${name} ${statSync(path).isDirectory() ? 'folder' : hash(readFileSync(path))}`;
  });
  return hash(contents.join('\n'));
}

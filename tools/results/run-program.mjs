/**
 * `npm run program`: the preregistered program of docs/protocol.md. It trains, study by study, and writes its findings
 * into docs/results.md. Run it again to resume, also within a training.
 *
 * Usage: node tools/results/run-program.mjs [--only NAME,NAME] [--hours H] [--plan] [--write-only] [--quick] [--out runs/program]
 *   --only        studies: fashion-mnist, emoji, icons, long
 *   --hours       stop after this time; what is unfinished is resumed by the next call
 *   --plan        print what is left and its estimated time, and train nothing
 *   --write-only  write the findings of the records so far, and train nothing
 *   --quick       a few steps of each phase, to see that everything runs; nothing is written into docs
 *
 * Records are the `comparison.json` of each phase, in the folder of --out; they are copied into tools/results/records, from which
 * everything in docs/results.md is computed.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { fromPackage } from '../measurement/from-package.mjs';
import { writeTables } from '../measurement/write-tables.mjs';
import { openDrawings } from './drawings.mjs';
import { bestTemperature, judgeProgram } from './judge-program.mjs';
import { measureLong } from './measure-long.mjs';
import { answerMarkdown, longMarkdown, programMarkdown } from './program-markdown.mjs';
import {
  controlArms,
  cosineTemperatures,
  jaccardTemperatures,
  longRun,
  MARGIN,
  MOST_EXTENSIONS,
  pairs,
  studies,
} from './program.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    hours: { type: 'string' },
    plan: { type: 'boolean', default: false },
    'write-only': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const out = values.out ?? join('runs', values.quick ? 'program-quick' : 'program');
const only = values.only?.split(',');
const isChosen = ({ name }) => only === undefined || only.includes(name);
const unknown = only?.filter((name) => ![...studies, longRun].some((one) => one.name === name));
if (unknown?.length > 0) {
  const known = [...studies, longRun].map(({ name }) => name).join(', ');
  process.stderr.write(`program: --only must be some of ${known}, got ${unknown.join(', ')}\n`);
  process.exit(2);
}
const cache = join(process.env.JSSL_CACHE ?? join(homedir(), '.cache', 'jssl'), 'program');
const records = fileURLToPath(new URL('records/', import.meta.url));

const { openDataset } = await fromPackage('data');
const { compare, planComparison, resume, train } = await fromPackage('workflows');
const { crossedBootstrap, judgeDifferences, mcnemarTest, pairedEstimate } =
  await fromPackage('eval');
const { limitImages } = await fromPackage('features');
const { decodeOutcomes } = await fromPackage('trainer');
const statistics = { crossedBootstrap, decodeOutcomes, judgeDifferences, pairedEstimate };

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
if (values.hours) setTimeout(() => stop.abort(), Number(values.hours) * 3_600_000).unref();

/** A phase as it is, or a few steps of it. */
const sized = ({ epochs, seeds }) =>
  values.quick
    ? { epochs: 1, seeds: { ...seeds, count: Math.min(3, seeds.count) } }
    : { epochs, seeds };
const quickSettings = values.quick
  ? { width: 4, m: 64, batchSize: 32, limit: 96, precision: 'f32' }
  : {};

const folderOf = (phase) => join(out, phase);
const recordOf = (phase) => {
  const own = join(folderOf(phase), 'comparison.json');
  const kept = join(records, `${phase}.json`);
  const file = existsSync(own) ? own : !values.quick && existsSync(kept) ? kept : undefined;
  return file && JSON.parse(readFileSync(file, 'utf8'));
};

/** What `compare` is to do in a phase of a study. */
function compared(study, { epochs, seeds }, own) {
  const settings = {
    ...study.settings,
    ...quickSettings,
    epochs,
    evalEvery: epochs,
    seed: seeds.from,
  };
  return { seeds: seeds.count, margin: MARGIN, ...own, settings };
}

/** Runs a phase, and keeps its record. */
async function phase(name, study, how) {
  const folder = folderOf(name);
  // 28 pixels are the images' own.
  const imageSize = study.data === 'fashion-mnist' ? undefined : 32;
  const opened = await openDrawings(cache, study.data, openDataset, imageSize ? { imageSize } : {});
  const data = values.quick ? { ...opened, test: limitImages(opened.test, 200, 0) } : opened;
  const command = `npm run program -- --only ${study.name}`;
  if (values.plan) {
    const { runs, left, seconds } = await planComparison(data, how, { out: folder });
    const hours = seconds.map((one) => (one / 3600).toFixed(1)).join(' to ');
    process.stdout.write(`${name}: ${left} of ${runs} runs left, ${hours} hours of training\n`);
    return recordOf(name);
  }
  process.stderr.write(`program: ${name}\n`);
  const { stopped, comparison } = await compare(data, how, {
    ...{ out: folder, command, signal: stop.signal, checkpointMinutes: 10 },
    onBegin: (run, { planned, runs }) => {
      process.stderr.write(`  ${runs.length + 1} of ${planned.length}: ${run.name}\n`);
    },
  });
  if (stopped) {
    process.stderr.write('program: stopped; run the same command again to resume\n');
    process.exit(0);
  }
  return comparison;
}

/** The pilot of a study, extended beyond an end at which a best temperature lies. */
async function pilotOf(study) {
  const name = `${study.name}-pilot`;
  let [jaccard, cosine] = [jaccardTemperatures, cosineTemperatures];
  if (values.quick) [jaccard, cosine] = [jaccard.slice(2, 4), cosine.slice(2, 4)];
  const most = values.quick ? 0 : MOST_EXTENSIONS;
  for (let extension = 0; ; extension++) {
    const methods = pairs.flatMap((pair) => [pair.jaccard, pair.cosine]);
    const how = { methods, temperatures: cosine, jaccardTemperatures: jaccard };
    const record = await phase(name, study, compared(study, sized(study.pilot), how));
    if (!record || extension === most) return record;
    const beyond = (temperatures, side) => {
      const ends = pairs.flatMap((pair) =>
        [study.primary, ...study.secondary].map(
          (measure) => bestTemperature(record, pair[side], measure)?.isEnd,
        ),
      );
      return [
        ...(ends.includes('lowest') ? [Math.min(...temperatures) / 2] : []),
        ...temperatures,
        ...(ends.includes('highest') ? [2 * Math.max(...temperatures)] : []),
      ];
    };
    const wider = [beyond(jaccard, 'jaccard'), beyond(cosine, 'cosine')];
    if (wider[0].length === jaccard.length && wider[1].length === cosine.length) return record;
    [jaccard, cosine] = wider;
  }
}

/** The frozen temperatures of a method: those that any measure picked in the pilot. */
function frozen(study, pilot, method, measures = [study.primary, ...study.secondary]) {
  const all = measures.map((measure) => bestTemperature(pilot, method, measure)?.temperature);
  return [...new Set(all)];
}

async function runStudy(study) {
  const pilot = await pilotOf(study);
  if (values.plan) {
    process.stdout.write(
      `${study.name}: about ${study.hours} hours in all, of two processes of one core\n`,
    );
  }
  if (!pilot) return;
  for (const pair of pairs) {
    const how = {
      methods: [pair.jaccard, pair.cosine],
      temperatures: frozen(study, pilot, pair.cosine),
      jaccardTemperatures: frozen(study, pilot, pair.jaccard),
    };
    await phase(
      `${study.name}-confirm-${pair.name}`,
      study,
      compared(study, sized(study.confirm), how),
    );
  }
  if (!study.controls) return;
  for (const pair of pairs) {
    for (const [at, { weights, at: side }] of controlArms.entries()) {
      const how = {
        methods: [pair.jaccard],
        temperatures: frozen(study, pilot, pair[side], [study.primary]),
        weightsList: [weights],
      };
      const name = `${study.name}-controls-${pair.name}-${at + 1}`;
      await phase(name, study, compared(study, sized(study.controls), how));
    }
  }
}

/** The longer training and its measurement. */
async function runLong() {
  const folder = folderOf(longRun.name);
  const file = `${folder}.json`;
  if (existsSync(file)) return;
  if (values.plan) {
    process.stdout.write(`${longRun.name}: about ${longRun.hours} hours\n`);
    return;
  }
  /** @type {any} */
  const settings = {
    ...longRun.settings,
    ...quickSettings,
    ...(values.quick && { epochs: 1, evalEvery: 1 }),
  };
  const options = { signal: stop.signal, report: false, checkpointMinutes: 10 };
  const epochs = join(folder, 'metrics.jsonl');
  const done = existsSync(epochs)
    ? readFileSync(epochs, 'utf8').split('\n').filter(Boolean).length
    : 0;
  if (done < settings.epochs) {
    const { stopped } = existsSync(folder)
      ? await resume(folder, {}, options)
      : await train(longRun.data, settings, { ...options, out: folder, preset: 'original' });
    if (stopped) process.exit(0);
  }
  const measured = await measureLong(folder, longRun, { mcnemarTest, isQuick: values.quick });
  writeFileSync(`${file}.part`, JSON.stringify(measured, undefined, 2));
  renameSync(`${file}.part`, file);
}

/** All phases of the program, by name. */
const phasesOf = (study) => [
  `${study.name}-pilot`,
  ...pairs.map(({ name }) => `${study.name}-confirm-${name}`),
  ...pairs.flatMap(({ name }) =>
    study.controls ? controlArms.map((_, at) => `${study.name}-controls-${name}-${at + 1}`) : [],
  ),
];

/** The records of a study, with both control arms of a pair in one. */
function recordsOf(study) {
  const controls = pairs.flatMap(({ name }) => {
    const all = controlArms.flatMap(
      (_, at) => recordOf(`${study.name}-controls-${name}-${at + 1}`) ?? [],
    );
    const [first] = all;
    return first ? [[name, { ...first, runs: all.flatMap(({ runs }) => runs) }]] : [];
  });
  const confirm = pairs.flatMap(({ name }) => {
    const own = recordOf(`${study.name}-confirm-${name}`);
    return own ? [[name, own]] : [];
  });
  return {
    pilot: recordOf(`${study.name}-pilot`),
    confirm: Object.fromEntries(confirm),
    controls: Object.fromEntries(controls),
  };
}

async function write() {
  if (!values.quick) {
    mkdirSync(records, { recursive: true });
    for (const name of studies.flatMap(phasesOf)) {
      const file = join(folderOf(name), 'comparison.json');
      if (existsSync(file)) copyFileSync(file, join(records, `${name}.json`));
    }
    const long = `${folderOf(longRun.name)}.json`;
    if (existsSync(long)) copyFileSync(long, join(records, `${longRun.name}.json`));
  }
  const program = values.quick
    ? studies.map((study) => ({
        ...study,
        confirm: sized(study.confirm),
        controls: study.controls && sized(study.controls),
      }))
    : studies;
  const all = Object.fromEntries(program.map((study) => [study.name, recordsOf(study)]));
  const judged = judgeProgram(program, all, statistics);
  const answer = answerMarkdown(judged);
  const commands = studies.map(({ name }) => `npm run program -- --only ${name}`);
  const longRecord = [`${folderOf(longRun.name)}.json`, join(records, `${longRun.name}.json`)].find(
    (file) => existsSync(file),
  );
  const tables = [
    programMarkdown(judged, commands),
    ...(longRecord ? [longMarkdown(JSON.parse(readFileSync(longRecord, 'utf8')))] : []),
  ].join('\n\n');
  if (values.quick) process.stdout.write(`${answer}\n\n${tables}\n`);
  else await writeTables('results', { answer, program: tables });
}

if (!values['write-only']) {
  mkdirSync(out, { recursive: true });
  for (const study of studies.filter(isChosen)) await runStudy(study);
  if (isChosen(longRun)) await runLong();
}
if (!values.plan) await write();
process.exit(0);

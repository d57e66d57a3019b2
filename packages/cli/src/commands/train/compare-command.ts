import { basename } from 'node:path';

import { loadEngine } from '@jssl/engine';
import {
  comparisonTables,
  summarizeComparison,
  writeComparisonPages,
  type ComparisonTable,
} from '@jssl/report';
import {
  methodNames,
  plannedRuns,
  runComparison,
  type Comparison,
  type ComparisonPlan,
  type MethodName,
  type PlannedRun,
  type StepProgress,
} from '@jssl/trainer';
import { InvalidArgumentError, Option, type Command } from 'commander';

import { InterruptedError } from '../../arguments/exit-codes.js';
import { number, numbers } from '../../arguments/option-values.js';
import { shellCommand } from '../../arguments/shell-command.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { interruptible } from '../../process/interruptible.js';
import { versions } from '../../process/versions.js';
import { createProgress } from '../../terminal/progress.js';
import { percent, table } from '../../terminal/table.js';
import { noteScreen, outScreen } from '../../terminal/terminal.js';
import {
  addSourceOptions,
  openSource,
  reportSkipped,
  resolveSource,
  sourceHelp,
  type SourceOptions,
} from '../shared/open-source.js';
import { checkTermFlags } from './check-term-flags.js';
import { describeStep } from './describe-training.js';
import { addTrainOptions, trainConfigFrom } from './train-options.js';

interface CompareOptions extends SourceOptions {
  readonly methods: readonly MethodName[];
  readonly seeds: number;
  readonly temperatures?: readonly number[];
  readonly weightsList?: ComparisonPlan['weightsList'];
  readonly out?: string;
  readonly checkpointMinutes: number;
  readonly json?: boolean;
}

/** `jssl compare`: methods under one budget over several seeds, and how far they differ. */
export function addCompareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('compare')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 when it is there)`)
    .addOption(
      new Option('--methods <name,…>', `some of: ${methodNames.join(', ')}`)
        .argParser(names)
        .default(methodNames, 'all'),
    )
    .option(
      '--seeds <count>',
      'seeds that each is trained with: --seed and those after it',
      number,
      3,
    )
    .option(
      '--temperatures <T,…>',
      'train each method at each of these, and pick its best on validation images (default: --temperature)',
      numbers(),
    )
    .option(
      '--weights-list <J,p,n;…>',
      'train the Jaccard methods with each of these weights of the terms (default: --weights)',
      weightsList,
    );
  addSourceOptions(addTrainOptions(command))
    .option(
      '--out <folder>',
      'folder of the comparison, to make or to go on in (default: runs/compare-DATA)',
    )
    .option('--checkpoint-minutes <minutes>', 'longest time between checkpoints', number, 15)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  jssl compare photos --seeds 3 --arch resnet18 --epochs 20
  jssl compare fashion-mnist --methods jaccard-moco,moco --temperatures 0.1,0.2,0.5 --arch resnet18 --width 16 --preset small-data --epochs 20
  jssl compare fashion-mnist --methods jaccard-moco --weights-list 0.8,0.1,0.1;1,0,0 --arch resnet18   (quote the ;)

All methods have the same images, views, backbone, budget and seeds. Each run is a run folder in --out,
measured after its last epoch by kNN and by jssl linear --fast. compare.html and compare.md, written anew
after every run, tell means and deviations over seeds, learning curves, time per epoch, and how far each
Jaccard method is from its cosine twin, seed by seed, with Student's 95 % interval.

--weights, --weights-list and --temperature-n are for the Jaccard methods among --methods.

J lies in [0, 1] and the cosine in [-1, 1], so that the same temperature means different things: sweep
--temperatures. Each method's best is picked by kNN on validation images, never on test images.

Of images that several vendors drew (emoji) it also tells how a test image finds its partner of another
vendor, as jssl knn --retrieval identity --across vendor does.

The same command goes on where it stopped, within a run from its checkpoint; with more seeds, methods or
temperatures it adds to what is there. A run that fails is told in the table, and the next call tries it
again.`,
    );
  // Each run has its own of --methods.
  command.options.find((option) => option.attributeName() === 'method')?.hideHelp();
  command.action(async (data: string | undefined, options: CompareOptions) => {
    const plan = planOf(command, options);
    const source = resolveSource(data);
    const out = options.out ?? `runs/compare-${basename(source)}`;
    const comparison = await compare(context, plan, source, out, options);
    printComparison(context, comparison, out, options.json === true);
    const { planned, runs } = comparison;
    const failed = runs.filter(({ name, error }) => planned.includes(name) && error !== undefined);
    if (failed.length > 0) {
      throw new Error(
        `${failed.length} of ${planned.length} runs failed, the first with: ${failed[0]?.error ?? ''}`,
      );
    }
  });
}

/** @throws UsageError or InputError for settings that cannot work. */
function planOf(command: Command, options: CompareOptions): ComparisonPlan {
  if (command.getOptionValueSource('method') === 'cli') {
    throw new UsageError('--method is one for all: give --methods, divided by commas');
  }
  if (!(options.checkpointMinutes >= 0)) {
    throw new UsageError(
      `--checkpoint-minutes must be a number of at least 0, got ${options.checkpointMinutes}`,
    );
  }
  const config = trainConfigFrom(command, { ...options });
  const { methods, seeds, temperatures = [config.temperature], weightsList } = options;
  const plan = {
    ...{ methods, seeds, temperatures, config },
    weightsList: weightsList ?? [config.weights],
  };
  // Before the images are decoded.
  plannedRuns(plan);
  checkTermFlags(command, methods);
  return plan;
}

/** @throws InterruptedError, which says how to go on, when it was stopped. */
async function compare(
  context: CommandContext,
  plan: ComparisonPlan,
  source: string,
  out: string,
  { format, cacheLimit, checkpointMinutes }: CompareOptions,
): Promise<Comparison> {
  const { terminal, argv } = context;
  const engine = await loadEngine();
  const data = await openSource(context, source, {
    imageSize: plan.config.imageSize,
    format,
    cacheLimit,
  });
  const command = shellCommand(argv);
  const show = createProgress(terminal);
  const rows = runRows(context, plannedRuns(plan));
  let [name, ended, of] = ['', 0, 1];
  const { comparison } = await interruptible(
    terminal,
    'stopping after this step',
    async (signal) => {
      const result = await runComparison(data, plan, {
        out,
        signal,
        checkpointMinutes,
        tensorBoard: false,
        about: { source, format, command, engine, versions: versions() },
        onBegin: (run, { planned, runs }) => {
          [name, of] = [run.name, planned.length];
          ended = planned.filter((one) => runs.some(({ name }) => name === one)).length;
        },
        onStep: (progress: StepProgress) => {
          const { epoch, step, steps, epochs } = progress;
          const share = (epoch - 1 + step / steps) / epochs;
          show((ended + share) / of, `run ${ended + 1}/${of}: ${name}`, ...describeStep(progress));
        },
        onNote: (sentence) => {
          terminal.note(noteScreen(terminal).paint('yellow', `warning: ${name}: ${sentence}`));
        },
        onRecord: (comparison) => {
          rows(comparison);
          writeComparisonPages(out, comparison);
        },
      });
      if (!result.stopped) return result;
      const { signal: stoppedBy } = signal.reason as InterruptedError;
      throw new InterruptedError(`stopped; the same command goes on: ${command}`, stoppedBy);
    },
  );
  terminal.status?.(undefined);
  reportSkipped(context, data);
  return comparison;
}

/** Writes the rows of a table that grows by each run that has ended. */
function runRows({ terminal }: CommandContext, planned: readonly PlannedRun[]) {
  const told = new Set<string>();
  const width = Math.max(...planned.map(({ name }) => name.length));
  return ({ runs, data }: Comparison) => {
    const recall = data.retrieval ? ['recall@1'] : [];
    const header = ['run', 'kNN', 'linear', ...recall, 's/epoch'];
    // Columns as wide as the widest that may come.
    const widest = ['100.00 %', '100.00 %', ...recall.map(() => '100.00 %'), '10000.0'];
    const draw = (...rows: string[][]) =>
      table(
        header,
        [...planned.map(({ name }) => [name, ...widest]), ...rows],
        noteScreen(terminal),
      );
    const tell = (line: string) => {
      // A run may end once more: it failed before, or was measured by less.
      if (!told.has(line)) terminal.note(line);
      told.add(line);
    };
    draw().slice(0, 2).forEach(tell);
    for (const { name, measures, secondsPerEpoch, error } of runs) {
      const row = [
        name,
        percent(measures?.knn.top1),
        percent(measures?.linear.top1),
        ...recall.map(() => percent(measures?.retrieval?.recall[0])),
        secondsPerEpoch?.toFixed(1) ?? '-',
      ];
      tell(
        error === undefined ? (draw(row).at(-1) ?? '') : `${name.padEnd(width)}  failed: ${error}`,
      );
    }
  };
}

function printComparison(
  { terminal }: CommandContext,
  comparison: Comparison,
  out: string,
  json: boolean,
): void {
  const summary = summarizeComparison(comparison);
  if (json) {
    terminal.out(JSON.stringify({ out, ...comparison, summary }));
    return;
  }
  const isPrinted = ({ id }: ComparisonTable) => id !== 'runs';
  for (const { header, rows, title } of comparisonTables(comparison, summary).filter(isPrinted)) {
    terminal.out(outScreen(terminal).paint('bold', title));
    table(header, rows, outScreen(terminal)).forEach(terminal.out);
    terminal.out('');
  }
  terminal.out(`${out}/compare.html`);
}

/** Reads names divided by commas; the comparison knows which there are. */
function names(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

/** Reads weights divided by semicolons: `0.8,0.1,0.1;1,0,0`. */
function weightsList(text: string): [number, number, number][] {
  return text.split(';').map((one) => {
    const [jaccard, p, n, ...others] = numbers(3)(one);
    if (jaccard === undefined || p === undefined || n === undefined || others.length > 0) {
      throw new InvalidArgumentError('It must be three numbers each.');
    }
    return [jaccard, p, n];
  });
}

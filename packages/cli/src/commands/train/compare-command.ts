import type { ComparisonPlan, MethodName } from '@jssl/trainer';
import { methodNames } from '@jssl/trainer';
import { compare, planComparison, type ComparedMethods } from '@jssl/workflows';
import { InvalidArgumentError, Option, type Command } from 'commander';

import { number, numbers } from '../../arguments/option-values.js';
import { shellCommand } from '../../arguments/shell-command.js';
import {
  addSourceOptions,
  sourceHelp,
  type SourceOptions,
} from '../../arguments/source-options.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { printComparison } from './print-comparison.js';
import { printComparisonPlan } from './print-comparison-plan.js';
import { resumable, shownRuns } from './show-comparison.js';
import { terminalAsk } from '../../terminal/ask.js';
import { announceComparison } from './announce-comparison.js';
import { addTrainOptions, trainOptions } from './train-options.js';

interface CompareCommandOptions extends SourceOptions {
  readonly methods: readonly MethodName[];
  readonly seeds: number;
  readonly temperatures?: readonly number[];
  readonly weightsList?: ComparisonPlan['weightsList'];
  readonly jaccardTemperatures?: readonly number[];
  readonly controls?: boolean;
  readonly margin?: number;
  readonly plan?: boolean;
  readonly out?: string;
  readonly checkpointMinutes: number;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `jssl compare`: trains methods with the same budget over several seeds, and compares them. */
export function addCompareCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('compare')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 if it exists)`)
    .optionsGroup('Comparison:')
    .addOption(
      new Option('--methods <name,…>', `some of: ${methodNames.join(', ')}`)
        .argParser(names)
        .default(methodNames, 'all'),
    )
    .option(
      '--seeds <count>',
      'number of seeds for each method: --seed and those after it',
      number,
      3,
    )
    .option(
      '--temperatures <T,…>',
      'train each method at each of these temperatures, and pick its best on validation images (default: --temperature)',
      numbers(),
    )
    .option(
      '--jaccard-temperatures <T,…>',
      'train the Jaccard methods at these instead, such as half of the others (default: --temperatures)',
      numbers(),
    )
    .option(
      '--weights-list <J,p,n;…>',
      'train the Jaccard methods with each of these loss weights (default: --weights)',
      weightsList,
    )
    .option(
      '--controls',
      'also train control arms: the Jaccard methods with --weights 1,0,0 and 0,0.5,0.5',
    )
    .option(
      '--margin <points>',
      'differences smaller than this count as equivalent (default: 0.5 percentage points)',
      number,
    )
    .option('--plan', 'print the runs, the time and the statistical tests, and train nothing')
    .option(
      '--out <folder>',
      'folder of the comparison, to create or to resume (default: runs/compare-DATA)',
    )
    .option('--checkpoint-minutes <minutes>', 'longest time between checkpoints', number, 15)
    .option('--yes', 'start without asking, even if it takes hours')
    .option('--json', 'print the result as JSON')
    .optionsGroup('');
  addSourceOptions(addTrainOptions(command)).addHelpText(
    'after',
    `
Examples:
  jssl compare photos --seeds 3 --arch resnet18 --epochs 20
  jssl compare fashion-mnist --methods jaccard-moco,moco --temperatures 0.025,0.05,0.1 --arch resnet18 --width 16 --preset small-data --epochs 20
  jssl compare photos --methods jaccard-moco,moco --temperatures 0.05,0.1 --jaccard-temperatures 0.025,0.05 --controls --seeds 5 --plan
  jssl compare fashion-mnist --methods jaccard-moco --weights-list "0.8,0.1,0.1;1,0,0" --arch resnet18

All methods get the same images, views, backbone, budget and seeds. Each run is a run folder in --out,
evaluated after its last epoch with kNN and jssl linear --fast. compare.html and compare.md are rewritten
after every run. They show means and standard deviations over seeds, learning curves, time per epoch, and
how each Jaccard method differs from its cosine counterpart, paired by seed, with Student's 95 % interval.
Every difference has a finding: better, worse, equivalent (shown to be within --margin) or undecided. The
tests are corrected for their number (Holm), so one small p-value among many is not a finding.

--weights, --weights-list, --controls, --jaccard-temperatures and --temperature-n only apply to the Jaccard
methods among --methods.

J lies in [0, 1] and the cosine in [-1, 1], so the same temperature means different things: sweep
--temperatures. Each method's best is picked on validation images, separately for each metric, never on test images. J often needs about half the temperature of the cosine: --jaccard-temperatures.

If several vendors drew the same objects (emoji), it also measures how well a test image finds the other
vendor's drawing, like jssl knn --retrieval identity --across vendor.

Run the same command again to resume; an interrupted run resumes from its checkpoint. Adding seeds, methods
or temperatures extends the comparison. Failed runs are listed in the table, and tried again next time.`,
  );
  // Each run has its own, from --methods.
  command.options.find((option) => option.attributeName() === 'method')?.hideHelp();
  command.action(async (data: string | undefined, options: CompareCommandOptions) => {
    if (command.getOptionValueSource('method') === 'cli') {
      throw new UsageError('compare takes --methods, separated by commas, instead of --method');
    }
    const { settings, preset } = trainOptions(command);
    const { methods, seeds, temperatures, weightsList } = options;
    const { jaccardTemperatures, controls, margin } = options;
    const compared = {
      ...{ methods, seeds, temperatures, jaccardTemperatures, weightsList, controls, margin },
      ...{ settings, preset },
    };
    if (options.plan) {
      const { out, format, cacheLimit, labels } = options;
      const planned = await working(context, ({ signal, onProgress, onData }) =>
        planComparison(data, compared, {
          ...{ signal, onProgress, onData, out, format, cacheLimit, labels },
        }),
      );
      context.terminal.status?.(undefined);
      if (options.json) context.terminal.out(JSON.stringify(planned));
      else printComparisonPlan(context.terminal, planned);
      return;
    }
    const comparing = working(
      context,
      async ({ signal, onProgress, onData }) => {
        const { out, format, cacheLimit, labels, checkpointMinutes } = options;
        const ended = await compare(data, compared, {
          ...{ signal, onProgress, onData, out, format, cacheLimit, labels, checkpointMinutes },
          ...shownRuns(context),
          command: shellCommand(context.argv),
          onPlan: (estimate) => {
            context.terminal.status?.(undefined);
            return announceComparison(
              context.terminal,
              estimate,
              options.yes ? undefined : terminalAsk(),
            );
          },
        });
        if (ended.stopped) signal.throwIfAborted();
        return ended;
      },
      { whenStopped: 'stopping after this step', skipped: 'last' },
    );
    const result = await resumable(context, comparing);
    printComparison(context, result, options.json === true);
    failIfAnyFailed(result);
  });
}

function failIfAnyFailed({ comparison }: ComparedMethods): void {
  const { planned, runs } = comparison;
  const failed = runs.filter(({ name, error }) => planned.includes(name) && error !== undefined);
  if (failed.length === 0) return;
  throw new Error(
    `${failed.length} of ${planned.length} runs failed, the first with: ${failed[0]?.error ?? ''}`,
  );
}

/** Reads names separated by commas; the comparison knows which exist. */
function names(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

/** Reads weights separated by semicolons: `0.8,0.1,0.1;1,0,0`. */
function weightsList(text: string): [number, number, number][] {
  return text.split(';').map((one) => {
    const [jaccard, p, n, ...others] = numbers(3)(one);
    if (jaccard === undefined || p === undefined || n === undefined || others.length > 0) {
      throw new InvalidArgumentError('It must be three numbers each.');
    }
    return [jaccard, p, n];
  });
}

/**
 * Trains with the demo's settings until it is done or gets SIGINT, and prints a line of JSON for each epoch. Makes no
 * pages, so that it decodes no images.
 *
 * Usage: node tools/gpu/train-demo.mjs OUT [SETTINGS_JSON]   (settings in place of the demo's)
 */
import { fromPackage } from '../measurement/from-package.mjs';

const [out = 'runs/gpu-demo', changes = '{}'] = process.argv.slice(2);
const { demoSettings } = await fromPackage('workflows', 'demo-settings');
const { train } = await fromPackage('workflows');
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const settings = { ...demoSettings.emoji, precision: 'auto', ...JSON.parse(changes) };
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const { last, stopped } = await train('emoji', settings, {
  ...{ out, force: true, report: false, signal: stop.signal },
  onEpoch: ({ epoch, trainLoss, imagesPerSecond, dataWaitShare, testTop1 }) => {
    print({ epoch, trainLoss, imagesPerSecond, dataWaitShare, testTop1 });
  },
});
print({ epochs: last?.epoch ?? 0, stopped });

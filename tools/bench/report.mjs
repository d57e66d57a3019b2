/** The figures of a benchmark as Markdown. */
import { machine } from '../measurement/machine.mjs';
import { cases } from './cases.mjs';

const labels = {
  'jssl-f32': 'JSSL f32',
  'jssl-bf16': 'JSSL bf16',
  'jssl-wasm': 'JSSL on WebAssembly, one thread',
  'torch-f32': 'PyTorch f32, channels-last',
  'torch-bf16': 'PyTorch bf16 autocast, channels-last',
  'floor-f32': "convolutions of JSSL's f32 step alone",
  'floor-bf16': "convolutions of JSSL's bf16 step alone",
};

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** PyTorch's time over this row's, round by round; its median. */
function ratio(times, row, peer) {
  if (!times[peer] || row.startsWith('floor')) return '';
  return median(times[row].map((ms, round) => times[peer][round] / ms)).toFixed(2);
}

/** One case as a table: median, spread, ratios and memory of each row. */
export function table({ title, rows: planned, views, batch }, { times, peaks }) {
  // Without bf16 where the processor lacks it.
  const rows = planned.filter((row) => row in times);
  const rate = views ? ['views/s'] : [];
  const bf16 = rows.includes('torch-bf16');
  const head = [
    title,
    'median ms',
    'least – most',
    ...rate,
    'against PyTorch f32',
    ...(bf16 ? ['against PyTorch bf16'] : []),
    'peak MB',
  ];
  const lines = rows.map((row) => {
    const ms = median(times[row]);
    return [
      labels[row],
      digits(ms),
      `${digits(Math.min(...times[row]))} – ${digits(Math.max(...times[row]))}`,
      ...(views ? [((views * batch * 1000) / ms).toFixed(0)] : []),
      ratio(times, row, 'torch-f32'),
      ...(bf16 ? [ratio(times, row, 'torch-bf16')] : []),
      row.startsWith('floor') ? '' : peaks[row].toFixed(0),
    ];
  });
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n');
}

/** What docs/benchmarks.md says of a machine: its description and all tables. */
export function report(results) {
  const date = new Date().toISOString().slice(0, 10);
  const versions = new Set(
    Object.values(results).flatMap((result) => Object.values(result.versions)),
  );
  return [
    `${date}, ${machine()}. ${[...versions].join('; ')}. Seed 0.`,
    ...Object.entries(results).map(([name, result]) => table(cases[name], result)),
  ].join('\n\n');
}

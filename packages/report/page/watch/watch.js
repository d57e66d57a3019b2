/* global echarts */

/** Charts, each with the metrics that it draws; one appears once any of them is there. */
const charts = [
  [
    'Loss',
    { trainLoss: 'loss', noLearningLoss: 'no learning', jaccardLoss: 'J', pLoss: 'p', nLoss: 'n' },
  ],
  ['kNN accuracy (%)', { validationTop1: 'validation', testTop1: 'test' }],
  [
    'Similarity of pairs and of others',
    {
      positiveJaccard: 'J, pairs',
      negativeJaccard: 'J, others',
      positiveCosineP: 'cos p, pairs',
      negativeCosineP: 'cos p, others',
      positiveCosineN: 'cos n, pairs',
      negativeCosineN: 'cos n, others',
    },
  ],
  ['Spread (1 healthy, 0 collapsed)', { featureSpread: 'spread' }],
  ['Effective rank of the features', { effectiveRank: 'rank' }],
  ['Gradient norm', { gradientNorm: 'gradient' }],
  ['Images a second', { imagesPerSecond: 'images/s' }],
  ['Memory (MB)', { residentMegabytes: 'memory' }],
];
const NEWS_EXPECTED_MS = 30_000;
/** The page is drawn at most so often, however fast epochs end. */
const DRAWN_EVERY_MS = 500;
const SHOWN_EPOCHS = 200;
const LIVE = 'this epoch so far';

const source = new EventSource('events');
const state = { config: undefined, metrics: [], progress: null };
/** Loss by steps of the epoch in progress, seen since the page was opened: [epoch, loss]. */
let live = [];
const drawn = new Map();
const dark = matchMedia('(prefers-color-scheme: dark)');
const byId = (id) => document.getElementById(id);

const number = (value) => (typeof value !== 'number' ? '' : String(Number(value.toPrecision(5))));

function duration(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function element(name, text, parent) {
  const made = document.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
}

function seriesOf(names) {
  const series = Object.entries(names)
    .map(([key, name]) => ({
      name,
      type: 'line',
      showSymbol: state.metrics.length < 30,
      lineStyle: { type: key === 'noLearningLoss' ? 'dashed' : 'solid' },
      data: state.metrics
        .filter((row) => typeof row[key] === 'number')
        .map((row) => [row.epoch, row[key]]),
    }))
    .filter(({ data }) => data.length > 0);
  if (names.trainLoss && live.length > 0) {
    series.push({ name: LIVE, type: 'line', showSymbol: live.length < 2, data: live });
  }
  return series;
}

function draw() {
  for (const [title, names] of charts) {
    const series = seriesOf(names);
    if (series.length === 0) continue;
    if (!drawn.has(title)) {
      const place = element('section', '', byId('charts'));
      place.className = 'chart';
      drawn.set(title, echarts.init(place, dark.matches ? 'dark' : undefined));
    }
    drawn.get(title).setOption(
      {
        animation: false,
        aria: { enabled: true },
        backgroundColor: 'transparent',
        title: { text: title, textStyle: { fontSize: 14 } },
        legend: { top: 28, type: 'scroll', show: series.length > 1 },
        grid: {
          top: series.length > 1 ? 62 : 36,
          left: 8,
          right: 16,
          bottom: 8,
          containLabel: true,
        },
        tooltip: { trigger: 'axis', valueFormatter: number },
        xAxis: { type: 'value', min: 0, minInterval: 1, max: 'dataMax' },
        yAxis: { type: 'value', scale: true },
        series,
      },
      { notMerge: true },
    );
  }
}

function showStatus() {
  const { config, metrics, progress } = state;
  const epochs = config?.config.epochs ?? 0;
  const done = metrics.length;
  let [share, text] = [epochs ? done / epochs : 0, `${done} of ${epochs} epochs; not in training`];
  if (done >= epochs) text = `complete: ${done} epochs`;
  if (progress) {
    share = (progress.epoch - 1 + progress.step / progress.steps) / progress.epochs;
    text = [
      `epoch ${progress.epoch}/${progress.epochs}`,
      `step ${progress.step}/${progress.steps}`,
      `loss ${number(progress.loss)}`,
      `${Math.round(progress.imagesPerSecond)} images/s`,
      `${duration(progress.secondsLeft)} left`,
      `waiting for data ${Math.round(progress.dataWaitShare * 100)} %`,
    ].join(' · ');
    const silent = Date.now() - Date.parse(progress.updatedAt);
    if (silent > NEWS_EXPECTED_MS) text += ` · no news for ${duration(silent / 1000)}`;
  }
  if (source.readyState !== EventSource.OPEN) text = 'jssl watch has ended';
  byId('progress').value = share;
  byId('status').textContent = text;
}

function showWarnings() {
  byId('warnings').replaceChildren();
  for (const warning of state.metrics.at(-1)?.warnings ?? []) {
    element('li', warning, byId('warnings'));
  }
}

/** The last epochs, latest first, while somebody looks at them. */
function showEpochs() {
  const table = byId('epochs');
  table.replaceChildren();
  if (!table.closest('details').open) return;
  const rows = state.metrics.slice(-SHOWN_EPOCHS);
  const keys = new Set(['epoch', 'trainLoss', ...rows.flatMap(Object.keys)]);
  keys.delete('warnings');
  const head = element('tr', '', element('thead', '', table));
  for (const key of keys) element('th', key, head).scope = 'col';
  const body = element('tbody', '', table);
  for (const row of rows.toReversed()) {
    const line = element('tr', '', body);
    for (const key of keys) element('td', number(row[key]), line);
  }
}

function showConfig() {
  const { config, source, ...rest } = state.config;
  document.title = `${config.method} ${config.arch} – JSSL`;
  byId('title').textContent = `${config.method}, ${config.arch}${source ? `, ${source}` : ''}`;
  const settings = byId('settings');
  settings.replaceChildren();
  for (const [name, value] of Object.entries({ ...config, ...rest })) {
    element('dt', name, settings);
    element('dd', typeof value === 'string' ? value : JSON.stringify(value), settings);
  }
}

/** What is told of since the page was drawn. */
const told = new Set();

function update() {
  if (told.has('config')) showConfig();
  if (told.has('metrics')) {
    showWarnings();
    showEpochs();
  }
  draw();
  showStatus();
  told.clear();
}

function hear(name, value) {
  state[name] = value;
  if (name === 'metrics') live = [];
  if (name === 'progress' && value) {
    live.push([value.epoch - 1 + value.step / value.steps, value.loss]);
  }
  if (told.size === 0) setTimeout(update, DRAWN_EVERY_MS);
  told.add(name);
}

for (const name of Object.keys(state)) {
  source.addEventListener(name, ({ data }) => hear(name, JSON.parse(data)));
}
source.addEventListener('error', showStatus);
setInterval(showStatus, 5_000);
byId('epochs').closest('details').addEventListener('toggle', showEpochs);
addEventListener('resize', () => {
  for (const chart of drawn.values()) chart.resize();
});
dark.addEventListener('change', () => {
  for (const chart of drawn.values()) chart.dispose();
  drawn.clear();
  byId('charts').replaceChildren();
  draw();
});

// @ts-check
/** The page that follows a run by server-sent events. */

const NEWS_EXPECTED_MS = 30_000;
/** Shortest time between two updates of the page, however fast epochs end. */
const UPDATE_EVERY_MS = 500;
const SHOWN_EPOCHS = 200;
const LIVE = 'this epoch so far';
const CHANCE = 'chance';
/** Legible on light and dark. A dashed line has the color of the solid one before it. */
const palette = ['#4e79a7', '#f28e2b', '#59a14f', '#e15759', '#b07aa1', '#76b7b2'];
const NEUTRAL = '#8d8a86';

const source = new EventSource('events');
/** @type {WatchState} */
const state = { config: undefined, metrics: [], progress: null };
/**
 * Loss by step of the current epoch, since the page was opened.
 * @type {[epoch: number, loss: number][]}
 */
let live = [];
/** @type {Map<string, import('echarts').ECharts>} */
const drawn = new Map();
const dark = matchMedia('(prefers-color-scheme: dark)');
const number = (/** @type {unknown} */ value) =>
  typeof value !== 'number' ? '' : String(Number(value.toPrecision(5)));

function byId(/** @type {string} */ id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

function duration(/** @type {number} */ seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * Appends an element with a text.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} text
 * @param {HTMLElement} parent
 */
function append(name, text, parent) {
  const made = document.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
}

/** @returns {import('echarts').LineSeriesOption[]} */
function seriesOf(/** @type {WatchChart} */ { id, metrics }) {
  /** @type {import('echarts').LineSeriesOption[]} */
  const series = metrics.flatMap(({ name, label, dashed }, at) => {
    const pair = metrics.slice(0, at + 1).filter((one) => !one.dashed).length - 1;
    const color = name === 'noLearningLoss' ? NEUTRAL : (palette[pair % palette.length] ?? NEUTRAL);
    const data = state.metrics.flatMap((row) => {
      const value = row[name];
      return typeof value === 'number' ? [[row.epoch, value]] : [];
    });
    if (data.length === 0) return [];
    return {
      name: label,
      type: 'line',
      showSymbol: state.metrics.length < 30,
      color,
      lineStyle: { type: dashed ? 'dashed' : 'solid' },
      data,
    };
  });
  if (id === 'loss' && live.length > 0) {
    const last = state.metrics.at(-1);
    /** @type {[number, number][]} */
    const before = typeof last?.['trainLoss'] === 'number' ? [[last.epoch, last['trainLoss']]] : [];
    // It goes on from the last epoch.
    series.push({
      name: LIVE,
      type: 'line',
      showSymbol: live.length < 2,
      color: palette[0] ?? NEUTRAL,
      lineStyle: { type: 'dotted' },
      data: [...before, ...live],
    });
  }
  const classes = Number(/** @type {any} */ (state.config?.['data'])?.classes);
  if (id === 'knn' && series.length > 0 && classes > 1) {
    const ends = [state.metrics[0]?.epoch ?? 1, state.metrics.at(-1)?.epoch ?? 1];
    series.push({
      name: CHANCE,
      type: 'line',
      showSymbol: false,
      color: NEUTRAL,
      lineStyle: { type: 'dashed' },
      data: ends.map((epoch) => [epoch, 100 / classes]),
    });
  }
  return series;
}

function draw() {
  for (const one of charts) {
    const { id, title, unit } = one;
    const series = seriesOf(one);
    if (series.length === 0) continue;
    let chart = drawn.get(id);
    if (!chart) {
      const place = append('section', '', byId('charts'));
      place.className = 'chart';
      chart = echarts.init(place, dark.matches ? 'dark' : undefined);
      drawn.set(id, chart);
    }
    chart.setOption(
      {
        animation: false,
        aria: { enabled: true },
        backgroundColor: 'transparent',
        title: { text: title, textStyle: { fontSize: 14 } },
        legend: { top: 26, left: 0, itemWidth: 18, itemGap: 8, show: series.length > 1 },
        grid: {
          top: series.length > 3 ? 84 : series.length > 1 ? 62 : 36,
          left: 8,
          right: 16,
          bottom: 20,
          containLabel: true,
        },
        tooltip: {
          trigger: 'axis',
          valueFormatter: (/** @type {unknown} */ value) => `${number(value)}${unit}`,
        },
        xAxis: {
          type: 'value',
          name: 'epoch',
          nameLocation: 'middle',
          nameGap: 24,
          min: (/** @type {{ min: number }} */ { min }) => Math.floor(min),
          max: (/** @type {{ max: number }} */ { max }) => Math.ceil(max),
          minInterval: 1,
          splitLine: { show: false },
        },
        yAxis: {
          type: 'value',
          ...(id === 'queue' ? { min: 0, max: 1 } : { scale: true }),
          splitNumber: 4,
          axisLabel: { formatter: (/** @type {number} */ value) => `${number(value)}${unit}` },
        },
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
  let [share, text] = [epochs ? done / epochs : 0, `${done} of ${epochs} epochs; not training`];
  if (epochs > 0 && done >= epochs) {
    text = `complete: ${done} epochs; what it learned is in report.html of the run folder`;
  }
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
    if (silent > NEWS_EXPECTED_MS) text += ` · no update for ${duration(silent / 1000)}`;
  }
  if (source.readyState !== EventSource.OPEN) text = 'the server has stopped';
  /** @type {HTMLProgressElement} */ (byId('progress')).value = share;
  byId('status').textContent = text;
  byId('early').hidden = metrics.length > 0 || live.length > 0;
}

function showWarnings() {
  byId('warnings').replaceChildren();
  for (const warning of state.metrics.at(-1)?.warnings ?? []) {
    append('li', warning, byId('warnings'));
  }
}

/** The table of the last epochs, latest first, if it is open. */
function showEpochs() {
  const table = byId('epochs');
  table.replaceChildren();
  if (!table.closest('details')?.open) return;
  const rows = state.metrics.slice(-SHOWN_EPOCHS);
  const keys = new Set(['epoch', 'trainLoss', ...rows.flatMap(Object.keys)]);
  keys.delete('warnings');
  const head = append('tr', '', append('thead', '', table));
  for (const key of keys) append('th', key, head).scope = 'col';
  const body = append('tbody', '', table);
  for (const row of rows.reverse()) {
    const line = append('tr', '', body);
    for (const key of keys) append('td', number(row[key]), line);
  }
}

function showConfig() {
  if (!state.config) return;
  const { config, source = '', ...rest } = state.config;
  // The name of the images is enough; the whole path is among the settings.
  const name = source.split(/[\\/]/).findLast((part) => part !== '');
  document.title = `${name ? `${name}: ` : ''}${config.method} ${config.arch} – JSSL`;
  byId('title').textContent = `${name ? `${name}: ` : ''}${config.method}, ${config.arch}`;
  const settings = byId('settings');
  settings.replaceChildren();
  for (const [name, value] of Object.entries({ source, ...config, ...rest })) {
    append('dt', name, settings);
    append('dd', typeof value === 'string' ? value : JSON.stringify(value), settings);
  }
}

/**
 * The parts of the state that changed since the last update.
 * @type {Set<keyof WatchState>}
 */
const changed = new Set();

function update() {
  if (changed.has('config')) showConfig();
  if (changed.has('metrics')) {
    showWarnings();
    showEpochs();
  }
  draw();
  showStatus();
  changed.clear();
}

/**
 * @template {keyof WatchState} Part
 * @param {Part} name
 * @param {WatchState[Part]} value
 */
function receive(name, value) {
  state[name] = value;
  if (name === 'metrics') live = [];
  const { progress } = state;
  if (name === 'progress' && progress) {
    live.push([progress.epoch - 1 + progress.step / progress.steps, progress.loss]);
  }
  if (changed.size === 0) setTimeout(update, UPDATE_EVERY_MS);
  changed.add(name);
}

for (const name of /** @type {const} */ (['config', 'metrics', 'progress'])) {
  source.addEventListener(name, ({ data }) => {
    receive(name, JSON.parse(data));
  });
}
source.addEventListener('error', showStatus);
setInterval(showStatus, 5_000);
byId('epochs').closest('details')?.addEventListener('toggle', showEpochs);
addEventListener('resize', () => {
  for (const chart of drawn.values()) chart.resize();
});
dark.addEventListener('change', () => {
  for (const chart of drawn.values()) chart.dispose();
  drawn.clear();
  byId('charts').replaceChildren();
  draw();
});

// @ts-check
/** The page that follows runs by server-sent events. */

const NEWS_EXPECTED_MS = 30_000;
/** Shortest time between two updates of the page, however fast epochs end. */
const UPDATE_EVERY_MS = 500;

const source = new EventSource('events');
/** @type {WatchState} */
let state = { runs: [], charts: [] };
/**
 * The current step of each run; null for one that is not training.
 * @type {(WatchProgress | null)[]}
 */
const steps = [];
/**
 * Loss by step of the current epoch of each run, since the page was opened.
 * @type {[epoch: number, loss: number][][]}
 */
const live = [];
/** @type {Map<string, ReturnType<typeof drawLineChart> & { key: HTMLElement }>} */
const drawn = new Map();

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

/** The share of the training that is done. */
function shareOf(/** @type {WatchedRun} */ { epochs, done }, /** @type {number} */ at) {
  const step = steps[at];
  if (step) return (step.epoch - 1 + step.step / step.steps) / step.epochs;
  return epochs > 0 ? done / epochs : 0;
}

/** How far a run is, in words. */
function statusOf(/** @type {WatchedRun} */ { epochs, done }, /** @type {number} */ at) {
  const step = steps[at];
  if (step) {
    const silent = Date.now() - Date.parse(step.updatedAt);
    return [
      `epoch ${step.epoch} of ${step.epochs}`,
      `step ${step.step} of ${step.steps}`,
      `loss ${step.loss.toFixed(4)}`,
      `${Math.round(step.imagesPerSecond)} images/s`,
      `${duration(step.secondsLeft)} left`,
      `waiting for data ${Math.round(step.dataWaitShare * 100)} %`,
      ...(silent > NEWS_EXPECTED_MS ? [`no update for ${duration(silent / 1000)}`] : []),
    ].join(' · ');
  }
  if (done >= epochs) return `complete: ${done} of ${epochs} epochs`;
  if (done === 0)
    return 'before the first epoch: the images are being prepared, or it has not started';
  return `${done} of ${epochs} epochs; not training`;
}

/** What a person should notice, for screen readers: not each step. */
function milestoneOf(/** @type {WatchedRun} */ run, /** @type {number} */ at) {
  const { name, epochs, done, warnings } = run;
  const ended = done >= epochs && !steps[at] ? 'complete' : `${done} of ${epochs} epochs`;
  return [`${name}: ${ended}`, ...warnings].join('. ');
}

/** Replaces text only where it differs, so that selections and screen readers are left alone. */
function put(/** @type {Element | null} */ place, /** @type {string} */ text) {
  if (place && place.textContent !== text) place.textContent = text;
}

/** The cards of the runs: one for each, made once. */
function showRuns() {
  const place = byId('runs');
  while (place.children.length < state.runs.length) {
    const bar = element('progress', '');
    bar.max = 1;
    const link = element('a', 'open', 'Open the report: map, neighbors, accuracies');
    link.href = `report-${place.children.length}.html`;
    place.append(
      element(
        'div',
        'card run',
        element('h3', 'name'),
        element('p', 'fine about'),
        bar,
        element('p', 'numbers'),
        link,
        element('ul', 'warnings'),
      ),
    );
  }
  for (const [at, run] of state.runs.entries()) {
    const card = place.children[at];
    if (!card) continue;
    const find = (/** @type {string} */ selector) => card.querySelector(selector);
    put(find('.name'), run.name);
    put(find('.about'), run.about);
    put(find('.numbers'), statusOf(run, at));
    const bar = find('progress');
    if (bar instanceof HTMLProgressElement) {
      bar.value = shareOf(run, at);
      bar.setAttribute('aria-label', `Progress of ${run.name}`);
    }
    const isComplete = run.done >= run.epochs && !steps[at];
    const link = find('.open');
    if (link instanceof HTMLElement) link.hidden = !(run.hasReport && isComplete);
    const warnings = find('.warnings');
    if (warnings instanceof HTMLElement) {
      warnings.hidden = run.warnings.length === 0;
      if (warnings.textContent !== run.warnings.join('')) {
        warnings.replaceChildren(...run.warnings.map((one) => element('li', '', one)));
      }
    }
  }
  put(byId('said'), state.runs.map(milestoneOf).join('. '));
  const [only] = state.runs;
  const title = state.runs.length > 1 ? `${state.runs.length} runs` : (only?.name ?? '');
  put(byId('title'), title);
  const shares = state.runs.map(shareOf);
  const percent = Math.floor((100 * shares.reduce((sum, one) => sum + one, 0)) / shares.length);
  if (shares.length > 0) document.title = `${percent} % ${title} – JSSL live`;
}

/** The charts, with the losses of the current epochs. */
function chartsNow() {
  return state.charts.map((chart) =>
    chart.id === 'loss' ? { ...chart, lines: [...chart.lines, ...liveLines(chart)] } : chart,
  );
}

function liveLines(/** @type {WatchChart | undefined} */ chart) {
  return state.runs.flatMap(({ name }, at) => {
    const points = live[at] ?? [];
    if (points.length === 0) return [];
    const several = state.runs.length > 1;
    // It goes on from the last epoch.
    const line = chart?.lines.filter(
      ({ color, dashed }) => color === (several ? at : 0) && !dashed,
    );
    const last = line?.[0]?.points.at(-1);
    return {
      name: several ? `${name}: this epoch so far` : 'this epoch so far',
      ...{ color: several ? at : 0, dashed: false, dotted: true },
      points: last ? [last, ...points] : points,
    };
  });
}

/** Before the first epoch there is only the loss of its steps. */
function chartsBeforeEpochs() {
  const lines = liveLines(undefined);
  if (lines.length === 0) return [];
  const about = 'Of each step since this page was opened; after the first epoch, of each epoch.';
  return [{ id: 'loss', title: 'Loss', about, unit: '', digits: 4, lines }];
}

function showCharts() {
  const shown = state.charts.some(({ id }) => id === 'loss') ? chartsNow() : chartsBeforeEpochs();
  byId('early').hidden = shown.length > 0;
  byId('health-title').hidden = !shown.some(({ id }) => id !== 'loss' && id !== 'knn');
  for (const chart of shown) {
    const known = drawn.get(chart.id);
    const one = known ?? makeChart(chart);
    if (known) one.update(chart);
    else one.draw();
    showKey(one.key, chart);
  }
}

function makeChart(/** @type {WatchChart} */ chart) {
  const place = element('div', 'chart');
  place.setAttribute('role', 'img');
  const key = element('ul', 'key');
  const isWide = chart.id === 'loss' || chart.id === 'knn';
  // The others are below a heading of their own.
  const caption = element('figcaption', '', element(isWide ? 'h3' : 'h4', '', chart.title));
  caption.append(element('p', '', chart.about));
  byId(isWide ? 'charts' : 'health').append(element('figure', 'card', caption, key, place));
  const made = { ...drawLineChart(place, chart), key };
  drawn.set(chart.id, made);
  return made;
}

/** The legend, and the chart in words. */
function showKey(
  /** @type {HTMLElement} */ key,
  /** @type {WatchChart} */ { title, about, unit, digits, lines },
) {
  put(key.parentElement?.querySelector('figcaption p') ?? null, about);
  key.hidden = lines.length < 2;
  const names = lines.map(({ name }) => name).join('\n');
  if (key.dataset['names'] !== names) {
    key.dataset['names'] = names;
    key.replaceChildren(
      ...lines.map(({ name, color, dashed, dotted }) => {
        const stroke = element('i', `stroke ${dashed ? 'dashed' : dotted ? 'dotted' : ''}`);
        stroke.style.color = colorOf(color);
        return element('li', '', stroke, name);
      }),
    );
  }
  const said = lines.map(({ name, points }) => {
    const value = points.at(-1)?.[1] ?? NaN;
    return `${name} ${digits === undefined ? measured(value) : value.toFixed(digits)}${unit}`;
  });
  key.nextElementSibling?.setAttribute(
    'aria-label',
    `${title}, line chart, last: ${said.join('; ')}`,
  );
}

/** The settings and the epochs of each run. */
function showSettings() {
  const place = byId('all-settings');
  while (place.children.length < state.runs.length) {
    const several = state.runs.length > 1;
    const name = state.runs[place.children.length]?.name ?? '';
    const made = ['Epochs', 'Settings'].map((what) => {
      const details = element('details', '', element('summary', '', what));
      details.append(element('div', ''));
      details.addEventListener('toggle', showSettings);
      return details;
    });
    place.append(element('div', 'card', ...(several ? [element('h3', '', name)] : []), ...made));
  }
  for (const [at, { table, command, settings, environment }] of state.runs.entries()) {
    const [epochs, others] = place.children[at]?.querySelectorAll('details') ?? [];
    if (epochs?.open) {
      const row = (/** @type {'th' | 'td'} */ cell, /** @type {readonly string[]} */ values) =>
        element('tr', '', ...values.map((value) => element(cell, '', value)));
      const scroll = element('div', 'scroll');
      scroll.tabIndex = 0;
      const body = element('tbody', '', ...table.rows.map((values) => row('td', values)));
      scroll.append(element('table', '', element('thead', '', row('th', table.header)), body));
      epochs.lastElementChild?.replaceChildren(scroll);
    }
    if (others?.open && others.lastElementChild?.childElementCount === 0) {
      others.lastElementChild.append(
        ...(command === undefined ? [] : [element('pre', '', command)]),
        listOf(settings),
        listOf(environment),
      );
    }
  }
}

function listOf(/** @type {readonly (readonly [string, string])[]} */ pairs) {
  const items = pairs.map(([name, value]) =>
    element('div', '', element('dt', '', name), element('dd', '', value)),
  );
  return element('dl', 'settings', ...items);
}

let isWaiting = false;
let areSettingsOld = false;

function update() {
  isWaiting = false;
  showRuns();
  showCharts();
  if (areSettingsOld) showSettings();
  areSettingsOld = false;
}

function updateSoon() {
  if (!isWaiting) setTimeout(update, UPDATE_EVERY_MS);
  isWaiting = true;
}

source.addEventListener('state', ({ data }) => {
  const before = state.runs.map(({ done }) => done);
  state = JSON.parse(data);
  for (const [at, { done }] of state.runs.entries()) {
    if (done !== before[at]) live[at] = [];
  }
  areSettingsOld = true;
  updateSoon();
});
source.addEventListener('progress', ({ data }) => {
  /** @type {[run: number, step: WatchProgress | null]} */
  const [at, step] = JSON.parse(data);
  steps[at] = step;
  if (step) (live[at] ??= []).push([step.epoch - 1 + step.step / step.steps, step.loss]);
  updateSoon();
});
const showConnection = () => {
  byId('lost').hidden = source.readyState === EventSource.OPEN;
};
source.addEventListener('error', showConnection);
source.addEventListener('open', showConnection);
setInterval(showRuns, 5_000);
addEventListener('resize', () => {
  for (const { drawn: chart, draw } of drawn.values()) {
    chart.resize();
    draw();
  }
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const { draw } of drawn.values()) draw();
});

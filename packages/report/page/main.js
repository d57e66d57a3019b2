// @ts-check
/** Draws the charts of the page, again when its width or theme changes. */

/** @type {PageData} */
const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}');
const classes = data.classes ?? [];

/** @type {{ drawn: import('echarts').ECharts, draw: () => void }[]} */
const charts = [];

const lineCharts = new Map(data.charts.map((chart) => [chart.id, chart]));
for (const place of document.querySelectorAll('[data-chart]')) {
  const chart = place instanceof HTMLElement && lineCharts.get(place.dataset['chart'] ?? '');
  if (chart) charts.push(drawLineChart(place, chart));
}
const mapPlace = document.getElementById('map-chart');
if (mapPlace && data.map) charts.push(drawMap(mapPlace, data.map, classes));
const confusionPlace = document.getElementById('confusion-chart');
if (confusionPlace && data.confusion) {
  charts.push(drawConfusion(confusionPlace, data.confusion, classes));
}

for (const key of document.querySelectorAll('[data-color], [data-class]')) {
  if (!(key instanceof HTMLElement)) continue;
  const { color, class: label } = key.dataset;
  key.style.color =
    label === undefined ? colorOf(Number(color)) : colorOf(Number(label), classes.length);
}

for (const button of document.querySelectorAll('[data-copies]')) {
  if (!(button instanceof HTMLElement)) continue;
  button.addEventListener('click', () => {
    const shown = document.getElementById(button.dataset['copies'] ?? '');
    if (!shown) return;
    // A file that is opened from disk may not write to the clipboard; what is selected can always be copied.
    getSelection()?.selectAllChildren(shown);
    const done = () => (button.textContent = 'Copied');
    const selected = () => (button.textContent = 'Selected: press Ctrl+C');
    if (navigator.clipboard)
      navigator.clipboard.writeText(shown.textContent ?? '').then(done, selected);
    else selected();
  });
}

const drawAll = () => {
  for (const { draw } of charts) draw();
};
drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
addEventListener('resize', () => {
  for (const { drawn } of charts) drawn.resize();
  drawAll();
});

const NAMESPACE = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [300, 96];

/**
 * A line chart of one number, which it shows as text as well.
 * @param figure has an svg and an output element.
 * @param options.digits behind the period.
 */
export function createChart(figure, { digits }) {
  const svg = figure.querySelector('svg');
  const output = figure.querySelector('output');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  const add = (name, className) => {
    const made = document.createElementNS(NAMESPACE, name);
    made.setAttribute('class', className);
    svg.append(made);
    return made;
  };
  const dashed = add('path', 'dashed');
  const line = add('path', 'line');
  let values = [];
  let mark;

  function draw() {
    const all = mark === undefined ? values : [...values, mark];
    const [least, most] = [Math.min(0, ...all), Math.max(1e-9, ...all)];
    const y = (value) => HEIGHT - 4 - ((value - least) / (most - least)) * (HEIGHT - 8);
    const x = (at) => (values.length < 2 ? 0 : (at / (values.length - 1)) * WIDTH);
    const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
    line.setAttribute('d', points.length > 0 ? `M${points.join('L')}` : '');
    dashed.setAttribute('d', mark === undefined ? '' : `M0,${y(mark)}H${WIDTH}`);
    output.textContent = values.length > 0 ? values.at(-1).toFixed(digits) : '–';
  }

  return {
    /** @param dashedAt the height of a dashed line, if there is one. */
    clear(dashedAt) {
      [values, mark] = [[], dashedAt];
      draw();
    },
    add(value) {
      if (!Number.isFinite(value)) return;
      values.push(value);
      // As many points as can be seen.
      if (values.length > 2 * WIDTH) values = values.filter((_, at) => at % 2 === 1);
      draw();
    },
  };
}

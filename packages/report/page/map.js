// @ts-check
/** The map of the embeddings: points that show their image by pointer or key, and its neighbors by click. */

const ZOOM_STEP = 1.5;
const MOVE_STEP = 0.15;

/**
 * @param {HTMLElement} place
 * @param {PageMap} map
 * @param {readonly string[]} classes
 */
function drawMap(place, map, classes) {
  const drawn = echarts.init(place);
  const { points, labels, names } = map;
  /** The visible part of each axis. */
  const whole = squareAround(points, place);
  let seen = whole;
  let chosen = '';
  let shown = -1;
  /** The image whose neighbors are shown. */
  let selected = -1;

  const draw = () => {
    const theme = themeOf();
    const color = (/** @type {number} */ image) => {
      const label = labels?.[image];
      if (label === undefined) return theme.accent;
      return chosen === '' || Number(chosen) === label
        ? colorOf(label, classes.length)
        : theme.line;
    };
    const axis = { type: 'value', show: false };
    const zoom = {
      type: 'inside',
      filterMode: 'none',
      zoomOnMouseWheel: 'ctrl',
      moveOnMouseWheel: false,
      // On touch screens, moving a finger over the map scrolls the page.
      moveOnMouseMove: !matchMedia('(pointer: coarse)').matches,
      minSpan: 1,
    };
    drawn.setOption({
      animation,
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      tooltip: {
        ...tooltipOf(theme),
        trigger: 'item',
        formatter: (/** @type {{ dataIndex: number }} */ { dataIndex }) =>
          mapTip(order[dataIndex] ?? 0, map, classes),
      },
      xAxis: { ...axis, min: whole.left, max: whole.right },
      yAxis: { ...axis, min: whole.bottom, max: whole.top },
      dataZoom: [
        { ...zoom, id: 'x', xAxisIndex: 0, startValue: seen.left, endValue: seen.right },
        { ...zoom, id: 'y', yAxisIndex: 0, startValue: seen.bottom, endValue: seen.top },
      ],
      series: [
        {
          type: 'scatter',
          progressive: 0,
          cursor: map.near ? 'pointer' : 'default',
          data: order.map((image) => points[image]),
          symbolSize: points.length > 1500 ? 6 : 8,
          itemStyle: {
            opacity: 0.8,
            color: (/** @type {{ dataIndex: number }} */ { dataIndex }) =>
              color(order[dataIndex] ?? 0),
          },
          emphasis: {
            scale: 1.8,
            itemStyle: { opacity: 1, borderColor: theme.text, borderWidth: 1.5 },
          },
        },
        ...rings(theme),
      ],
    });
  };
  /** Rings around the image whose neighbors are shown, and around these. */
  const rings = (/** @type {ReturnType<typeof themeOf>} */ theme) => {
    const ring = { type: 'scatter', silent: true, z: 5, tooltip: { show: false } };
    const around = (/** @type {number} */ width) => ({
      color: 'transparent',
      borderColor: theme.text,
      borderWidth: width,
      opacity: 1,
    });
    const [indices = []] = map.near?.encoder[selected] ?? [];
    return [
      { ...ring, symbolSize: 12, itemStyle: around(1.5), data: indices.map((one) => points[one]) },
      {
        ...ring,
        symbolSize: 18,
        itemStyle: around(3),
        data: points[selected] ? [points[selected]] : [],
      },
    ];
  };
  /** Shows the neighbors of an image beside the map. */
  const select = (/** @type {number} */ image) => {
    if (!map.near) return;
    selected = image;
    shown = image;
    bringIntoView(image);
    draw();
    say(showNear(image, map, { classes, select }));
  };
  drawn.on('click', { seriesIndex: 0 }, ({ dataIndex }) => {
    select(order[dataIndex] ?? 0);
  });
  /** The images in drawing order: those of the selected class on top. */
  let order = points.map((_, image) => image);

  const show = (/** @type {Box} */ box) => {
    seen = box;
    drawn.dispatchAction({
      type: 'dataZoom',
      batch: [
        { dataZoomId: 'x', startValue: box.left, endValue: box.right },
        { dataZoomId: 'y', startValue: box.bottom, endValue: box.top },
      ],
    });
  };
  drawn.on('datazoom', () => {
    // The event of a drag does not contain the new range.
    const [x, y] = /** @type {any} */ (drawn.getOption()).dataZoom;
    seen = { left: x.startValue, right: x.endValue, bottom: y.startValue, top: y.endValue };
  });
  const zoom = (/** @type {number} */ factor) => {
    show(scaled(seen, 1 / factor, whole));
  };
  const move = (/** @type {number} */ right, /** @type {number} */ up) => {
    show(moved(seen, right * MOVE_STEP, up * MOVE_STEP, whole));
  };
  const bringIntoView = (/** @type {number} */ image) => {
    const [x, y] = points[image] ?? [0, 0];
    const { left, right, bottom, top } = seen;
    if (x >= left && x <= right && y >= bottom && y <= top) return;
    const [across, up] = [
      (x - (left + right) / 2) / (right - left),
      (y - (bottom + top) / 2) / (top - bottom),
    ];
    show(moved(seen, across, up, whole));
  };
  const go = (/** @type {number} */ by) => {
    const visible = order.filter((image) => chosen === '' || labels?.[image] === Number(chosen));
    const at = visible.indexOf(shown);
    const next = at < 0 ? (by > 0 ? 0 : visible.length - 1) : at + by;
    shown = visible[(next + visible.length) % visible.length] ?? 0;
    bringIntoView(shown);
    drawn.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: order.indexOf(shown) });
    say([names[shown] ?? '', ...aboutImage(shown, map, classes)].join(', '));
  };

  /** @type {Readonly<Record<string, () => void>>} */
  const keys = {
    '+': () => {
      zoom(ZOOM_STEP);
    },
    '=': () => {
      zoom(ZOOM_STEP);
    },
    '-': () => {
      zoom(1 / ZOOM_STEP);
    },
    0: () => {
      show(whole);
    },
    ArrowLeft: () => {
      move(-1, 0);
    },
    ArrowRight: () => {
      move(1, 0);
    },
    ArrowUp: () => {
      move(0, 1);
    },
    ArrowDown: () => {
      move(0, -1);
    },
    n: () => {
      go(1);
    },
    p: () => {
      go(-1);
    },
    Enter: () => {
      if (shown >= 0) select(shown);
    },
    Escape: () => {
      drawn.dispatchAction({ type: 'hideTip' });
    },
  };
  place.addEventListener('keydown', (event) => {
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  onClick('map-in', () => {
    zoom(ZOOM_STEP);
  });
  onClick('map-out', () => {
    zoom(1 / ZOOM_STEP);
  });
  onClick('map-whole', () => {
    show(whole);
  });
  const choice = document.getElementById('map-class');
  choice?.addEventListener('change', () => {
    chosen = /** @type {HTMLSelectElement} */ (choice).value;
    const isChosen = (/** @type {number} */ image) => Number(labels?.[image] === Number(chosen));
    order = points.map((_, image) => image);
    if (chosen !== '') order.sort((one, other) => isChosen(one) - isChosen(other));
    draw();
  });
  return { drawn, draw };
}

/** @typedef {{ left: number, right: number, bottom: number, top: number }} Box */
/** @typedef {readonly [indices: readonly number[], similarities: readonly number[]]} PageNeighbors */

/**
 * All points with a margin, in the proportions of the element, with the same scale on both axes.
 * @param {readonly (readonly [number, number])[]} points
 * @param {HTMLElement} place
 * @returns {Box}
 */
function squareAround(points, place) {
  const range = (/** @type {0 | 1} */ axis) => {
    const values = points.map((point) => point[axis]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [[left = 0, right = 0], [bottom = 0, top = 0]] = [range(0), range(1)];
  const { clientWidth, clientHeight } = place;
  const unit = Math.max((right - left) / clientWidth, (top - bottom) / clientHeight, 1e-6) * 1.08;
  const [halfWidth, halfHeight] = [(unit * clientWidth) / 2, (unit * clientHeight) / 2];
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return {
    left: x - halfWidth,
    right: x + halfWidth,
    bottom: y - halfHeight,
    top: y + halfHeight,
  };
}

/**
 * Scales a box about its center, at most to the whole map.
 * @param {Box} box
 * @param {number} factor
 * @param {Box} whole
 * @returns {Box}
 */
function scaled({ left, right, bottom, top }, factor, whole) {
  const share = Math.min(factor, (whole.right - whole.left) / (right - left));
  const [width, height] = [(right - left) * share, (top - bottom) * share];
  const [x, y] = [(left + right - width) / 2, (bottom + top - height) / 2];
  return moved({ left: x, right: x + width, bottom: y, top: y + height }, 0, 0, whole);
}

/**
 * Moves a box by shares of its size, inside the whole map.
 * @param {Box} box
 * @param {number} right
 * @param {number} up
 * @param {Box} whole
 * @returns {Box}
 */
function moved(box, right, up, whole) {
  const [width, height] = [box.right - box.left, box.top - box.bottom];
  const left = Math.min(Math.max(box.left + right * width, whole.left), whole.right - width);
  const bottom = Math.min(Math.max(box.bottom + up * height, whole.bottom), whole.top - height);
  return { left, right: left + width, bottom, top: bottom + height };
}

/**
 * The class of an image and, if it is wrong, the prediction.
 * @param {number} image
 * @param {PageMap} map
 * @param {readonly string[]} classes
 */
function aboutImage(image, { labels, predictions }, classes) {
  const label = labels?.[image];
  if (label === undefined) return [];
  const guess = predictions?.[image];
  return [
    classes[label] ?? '',
    ...(guess === undefined || guess === label ? [] : [`classified as ${classes[guess] ?? ''}`]),
  ];
}

/**
 * The thumbnail of an image.
 * @param {number} image
 * @param {PageMap} map
 */
function thumbnail(image, { columns, rows }) {
  const picture = element('span', 'picture gallery');
  const share = (/** @type {number} */ at, /** @type {number} */ count) =>
    count > 1 ? (100 * at) / (count - 1) : 0;
  const [x, y] = [share(image % columns, columns), share(Math.floor(image / columns), rows)];
  picture.style.backgroundPosition = `${x}% ${y}%`;
  return picture;
}

/** Whether the encoder was trained on an image; nothing if the map does not mix both kinds. */
function kindOf(/** @type {number} */ image, /** @type {PageMap} */ { testImages }) {
  if (testImages === undefined) return '';
  return image < testImages ? 'test image' : 'training image';
}

/**
 * @param {number} image
 * @param {PageMap} map
 * @param {readonly string[]} classes
 */
function mapTip(image, map, classes) {
  const [label = '', taken = ''] = aboutImage(image, map, classes);
  return element(
    'div',
    'tip',
    thumbnail(image, map),
    element('b', '', label),
    element('span', '', taken),
    element('small', '', map.names[image] ?? ''),
    ...(kindOf(image, map) ? [element('small', '', kindOf(image, map))] : []),
  );
}

/**
 * Shows an image and its neighbors beside the map.
 * @param {number} image
 * @param {PageMap} map
 * @param {{ classes: readonly string[], select: (image: number) => void }} page
 * @returns {string} what it shows, in words.
 */
function showNear(image, map, { classes, select }) {
  const { names, labels, near } = map;
  const place = document.getElementById('map-near');
  if (!place || !near) return '';
  const name = names[image] ?? '';
  const [label = '', taken = ''] = aboutImage(image, map, classes);
  const isSame = (/** @type {number} */ other) =>
    labels !== undefined && labels[other] === labels[image];
  const of = (/** @type {PageNeighbors} */ [indices]) =>
    `${indices.filter(isSame).length} of ${indices.length}`;
  const row = (/** @type {string} */ title, /** @type {PageNeighbors} */ neighbors) => {
    const [indices, similarities] = neighbors;
    const heading = element('h4', '', title);
    if (labels) heading.append(element('small', '', `${of(neighbors)} of the same class`));
    const list = element('ol', 'row');
    indices.forEach((other, rank) => {
      const button = element('button', 'image', thumbnail(other, map));
      const words = [
        names[other] ?? '',
        ...aboutImage(other, map, classes).slice(0, 1),
        `similarity ${(similarities[rank] ?? NaN).toFixed(2)}`,
        ...(isSame(other) ? ['same class'] : []),
      ].join(', ');
      button.setAttribute('aria-label', words);
      button.title = words;
      button.firstElementChild?.classList.toggle('same', isSame(other));
      button.addEventListener('click', () => {
        select(other);
        heading.ownerDocument.getElementById('map-near-name')?.focus();
      });
      list.append(element('li', '', button));
    });
    return [heading, list];
  };
  const [encoder, pixels] = [near.encoder[image], near.pixels[image]];
  const about = element('p', '', element('b', '', label || name));
  about.id = 'map-near-name';
  about.tabIndex = -1;
  for (const line of [taken, label ? name : '', kindOf(image, map)]) {
    if (line) about.append(element('small', '', line));
  }
  place.replaceChildren(
    element('header', '', thumbnail(image, map), about),
    ...(encoder ? row('Encoder', encoder) : []),
    ...(pixels ? row('Raw pixels', pixels) : []),
  );
  const counts =
    labels && encoder && pixels
      ? `: ${of(encoder)} by the encoder and ${of(pixels)} by raw pixels have its class`
      : '';
  return `Nearest neighbors of ${name}${counts}`;
}

/** Announces the result of a key to screen readers. */
function say(/** @type {string} */ text) {
  const said = document.getElementById('map-said');
  if (said) said.textContent = text;
}

/**
 * @param {string} id
 * @param {() => void} act
 */
function onClick(id, act) {
  document.getElementById(id)?.addEventListener('click', act);
}

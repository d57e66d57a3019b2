import { builtInPictures, kindNames } from './built-in-pictures.js';
import { createChart } from './chart.js';
import { createMapView } from './map-view.js';
import { canvasOf, droppedFiles, readPictures, SIDE } from './read-pictures.js';

const BUILT_IN = 240;
const LEAST_PICTURES = 16;
const STRIP = 60;
const NEIGHBORS = 12;

const byId = (id) => document.getElementById(id);
const status = byId('status');

let pictures; // { pixels, side, names, labels? } as they were chosen
let trained; // those of the training
let thumbnails = [];
let worker;
let isRunning = false;
let dropped = Promise.resolve();
let asked; // what neighbors were asked for last

const charts = {
  loss: createChart(byId('loss'), { digits: 3 }),
  spread: createChart(byId('spread'), { digits: 3 }),
  rank: createChart(byId('rank'), { digits: 1 }),
  sameKind: createChart(byId('same-kind'), { digits: 0 }),
};
const map = createMapView(byId('map'), (index) => findNeighbors({ index }));

function say(text, isBad = false) {
  status.textContent = text;
  status.classList.toggle('bad', isBad);
}

const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

function inWords(seconds) {
  if (seconds < 90) return counted(Math.max(1, Math.round(seconds)), 'second');
  if (seconds < 5400) return counted(Math.round(seconds / 60), 'minute');
  return counted(Math.round(seconds / 3600), 'hour');
}

// Pictures

const pixelsOf = ({ pixels, side }, index) =>
  pixels.subarray(index * side * side * 3, (index + 1) * side * side * 3);

function choose(chosen, note = '') {
  pictures = chosen;
  const count = chosen.names.length;
  const shown = Array.from({ length: Math.min(STRIP, count) }, (_, at) =>
    canvasOf(pixelsOf(chosen, at), chosen.side),
  );
  byId('strip').replaceChildren(...shown);
  const isEnough = count >= LEAST_PICTURES;
  byId('start').disabled = !isEnough;
  const few = `${counted(count, 'picture')} ${count === 1 ? 'is' : 'are'} too few to learn from: choose at least ${LEAST_PICTURES}.`;
  say((isEnough ? `${count} pictures are ready.` : few) + note, !isEnough);
}

async function chooseFiles(files) {
  if (isRunning) {
    say('Stop the training before you choose other pictures.', true);
    return;
  }
  if (files.length === 0) return;
  const {
    pictures: read,
    unreadable,
    leftOut,
  } = await readPictures(files, (done, total) => {
    if (done % 10 === 0) say(`Reading pictures: ${done} of ${total} …`);
  });
  const [first] = unreadable;
  const notes = [
    ...(unreadable.length === 1 ? [`${first} can’t be read as a picture.`] : []),
    ...(unreadable.length > 1
      ? [`${unreadable.length} files can’t be read as pictures, such as ${first}.`]
      : []),
    ...(leftOut > 0 ? [`The last ${leftOut} were left out: this page takes 2,000.`] : []),
  ];
  choose(read, notes.map((note) => ` ${note}`).join(''));
}

byId('files').addEventListener('change', async ({ target }) => {
  const files = [...target.files];
  target.value = '';
  await chooseFiles(files);
});
byId('built-in').addEventListener('click', () => {
  if (!isRunning) choose(builtInPictures(BUILT_IN, SIDE));
});

document.addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('over');
});
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) document.body.classList.remove('over');
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('over');
  const files = droppedFiles(event.dataTransfer);
  dropped = dropped
    .then(async () => {
      const found = await files;
      // With an encoder, a single picture is something to look for.
      if (trained && found.length === 1) await findWith(found[0]);
      else await chooseFiles(found);
    })
    .catch((error) => say(`These files can’t be read: ${error.message}`, true));
});

// Training

byId('settings').addEventListener('submit', (event) => {
  event.preventDefault();
  const number = (id) => (byId(id).value === '' ? undefined : Number(byId(id).value));
  const [epochs, seed, width] = [number('epochs'), number('seed'), number('width')];
  worker?.terminate();
  worker = new Worker('worker.js', { type: 'module' });
  worker.addEventListener('message', ({ data }) => receive[data.type](data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    receive.error({ message: event.message ?? 'The training can’t start: worker.js is missing' });
  });
  trained = pictures;
  thumbnails = trained.names.map((_, at) => canvasOf(pixelsOf(trained, at), trained.side));
  map.show(thumbnails);
  byId('neighbors').replaceChildren();
  byId('same-kind').hidden = !trained.labels;
  setRunning(true);
  say('Starting …');
  byId('device').textContent = '';
  worker.postMessage({
    type: 'start',
    pictures: trained,
    settings: { width, seed, ...(epochs && { epochs }) },
    minutes: number('minutes'),
    backend: byId('backend').value,
  });
  keepAwake();
});
byId('stop').addEventListener('click', () => {
  say('Stopping after this step …');
  worker.postMessage({ type: 'stop' });
});
byId('continue').addEventListener('click', () => {
  setRunning(true);
  worker.postMessage({ type: 'continue' });
  keepAwake();
});

function setRunning(running) {
  isRunning = running;
  byId('start').hidden = running;
  byId('start').textContent = trained && !running ? 'Start again' : 'Start';
  byId('stop').hidden = !running;
  byId('continue').hidden = true;
  for (const field of document.querySelectorAll('form select, form input, #files, #built-in')) {
    field.disabled = running;
  }
  if (running) byId('progress').hidden = false;
}

/** A phone whose screen turns off stops computing. */
async function keepAwake() {
  try {
    const lock = await navigator.wakeLock?.request('screen');
    if (!isRunning) await lock?.release();
    else releaseLock = () => lock?.release();
  } catch {
    // Not allowed, as with a low battery: the training goes on while the screen is on.
  }
}
let releaseLock = () => undefined;

addEventListener('beforeunload', (event) => {
  if (isRunning) event.preventDefault();
});

/** What the worker says, by type. */
const receive = {
  backend({ name }) {
    byId('device').textContent = `Computes with ${name}.`;
    say('Measuring how fast this device is …');
  },
  settings({ epochs, noLearningLoss, method, arch, width, batchSize }) {
    byId('device').textContent +=
      ` ${arch} of width ${width}, ${method}, batches of ${batchSize}, ${counted(epochs, 'epoch')}.`;
    byId('progress').max = epochs;
    charts.loss.clear(noLearningLoss);
    charts.spread.clear();
    charts.rank.clear();
    charts.sameKind.clear(100 / kindNames.length);
    byId('warnings').textContent = '';
    for (const id of ['health-card', 'map-card', 'views-card', 'find-card', 'keep-card']) {
      byId(id).hidden = false;
    }
  },
  step({ epoch, step, steps, loss, imagesPerSecond, secondsLeft }) {
    byId('progress').value = epoch - 1 + step / steps;
    charts.loss.add(loss);
    if (status.textContent.startsWith('Stopping')) return;
    const speed = imagesPerSecond < 10 ? imagesPerSecond.toFixed(1) : Math.round(imagesPerSecond);
    say(
      `Epoch ${epoch} of ${byId('progress').max}, step ${step} of ${steps}: ${speed} pictures a second, ${inWords(secondsLeft)} left.`,
    );
  },
  views({ size, views: [first, second] }) {
    const values = 3 * size * size;
    const count = first.length / values;
    const pairs = Array.from({ length: count }, (_, at) => {
      const pair = document.createElement('div');
      pair.className = 'pair';
      const part = (view) => canvasOf(view.subarray(at * values, (at + 1) * values), size);
      pair.append(part(first), part(second));
      return pair;
    });
    byId('views').replaceChildren(...pairs);
  },
  epoch({ featureSpread, effectiveRank, warnings }) {
    charts.spread.add(featureSpread);
    charts.rank.add(effectiveRank);
    byId('warnings').textContent = warnings.map((one) => `${capital(one)}.`).join(' ');
    byId('warnings').classList.toggle('bad', warnings.length > 0);
  },
  map({ positions, sameKind }) {
    map.move(positions);
    if (sameKind !== undefined) charts.sameKind.add(100 * sameKind);
  },
  neighbors: ({ index, found }) => showNeighbors(index, found),
  file({ name, bytes }) {
    const url = URL.createObjectURL(new Blob([bytes]));
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  },
  stopped() {
    setRunning(false);
    releaseLock();
    byId('continue').hidden = false;
    say('Stopped. Continue, or use the encoder as it is.');
  },
  done() {
    setRunning(false);
    releaseLock();
    say('Done: find similar pictures below, or keep the encoder.');
  },
  error({ message }) {
    setRunning(false);
    releaseLock();
    const sentence = capital(message);
    say(/[.!]$/.test(sentence) ? sentence : `${sentence}.`, true);
  },
};

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// Neighbors

function findNeighbors(query) {
  asked = query;
  worker?.postMessage({ type: 'neighbors', count: NEIGHBORS, ...query });
}

async function findWith(file) {
  const { pictures: read, unreadable } = await readPictures([file]);
  if (unreadable.length > 0) {
    say(`${file.name} can’t be read as a picture.`, true);
    return;
  }
  findNeighbors({ picture: read });
}

byId('query').addEventListener('change', async ({ target }) => {
  const [file] = target.files;
  target.value = '';
  if (file) await findWith(file);
});
byId('random').addEventListener('click', () => {
  findNeighbors({ index: Math.floor(Math.random() * trained.names.length) });
});

function copyOf(canvas) {
  const copy = Object.assign(document.createElement('canvas'), {
    width: canvas.width,
    height: canvas.height,
  });
  copy.getContext('2d').drawImage(canvas, 0, 0);
  return copy;
}

function showNeighbors(index, found) {
  const isOwn = index !== undefined;
  const picture = isOwn
    ? copyOf(thumbnails[index])
    : canvasOf(asked.picture.pixels, asked.picture.side);
  const heading = document.createElement('h3');
  heading.append(picture, `Like ${isOwn ? trained.names[index] : asked.picture.names[0]}`);
  const list = document.createElement('ol');
  list.className = 'found';
  list.append(
    ...found.map(({ place, similarity }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.title = `Find pictures like ${trained.names[place]}`;
      button.setAttribute('aria-label', `${trained.names[place]}, ${similarity.toFixed(2)}`);
      button.append(copyOf(thumbnails[place]), similarity.toFixed(2));
      button.addEventListener('click', () => findNeighbors({ index: place }));
      const item = document.createElement('li');
      item.append(button);
      return item;
    }),
  );
  byId('neighbors').replaceChildren(heading, list);
  map.mark([...(isOwn ? [index] : []), ...found.map(({ place }) => place)]);
}

// Files

for (const button of document.querySelectorAll('[data-format]')) {
  button.addEventListener('click', () => {
    worker.postMessage({ type: 'download', format: button.dataset.format });
  });
}

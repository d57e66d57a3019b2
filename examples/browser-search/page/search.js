import { encodeFile, openEncoder } from './encode-file.js';

const SHOWN = 12;
const STARTERS = 8;

const status = document.getElementById('status');
const results = document.getElementById('results');
const starters = document.getElementById('starters');
const input = document.getElementById('files');

let encoder;
let bank; // { names, features: a Float32Array for each }

function element(name, properties = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function openBank() {
  const [list, numbers] = await Promise.all([fetch('bank/names.json'), fetch('bank/features.bin')]);
  const names = await list.json();
  const all = new Float32Array(await numbers.arrayBuffer());
  const size = all.length / names.length;
  return {
    names,
    features: names.map((_, index) => all.subarray(index * size, (index + 1) * size)),
  };
}

/** The nearest images: indices and cosines. Features are unit vectors. */
function nearest(feature, except) {
  return bank.features
    .map((other, index) => ({
      index,
      cosine: other.reduce((sum, value, at) => sum + value * feature[at], 0),
    }))
    .filter(({ index }) => index !== except)
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, SHOWN);
}

const thumbnail = (index) => `bank/${index}.webp`;

/** An image of the bank, as a button that searches for similar ones. */
function bankButton(index, note) {
  const name = bank.names[index];
  const picture = element('img', { src: thumbnail(index), alt: name, width: 160, height: 160 });
  const button = element('button', { type: 'button', title: `Find pictures like ${name}` }, [
    picture,
  ]);
  if (note) button.append(element('span', { textContent: note }));
  button.addEventListener('click', () => {
    show(name, thumbnail(index), nearest(bank.features[index], index));
  });
  return element('li', {}, [button]);
}

function show(name, source, found) {
  const picture = element('img', { src: source, alt: '', width: 64, height: 64 });
  const heading = element('h2', { tabIndex: -1 }, [picture, `Like ${name}`]);
  const list = element(
    'ol',
    { className: 'pictures' },
    found.map(({ index, cosine }) => bankButton(index, cosine.toFixed(3))),
  );
  results.prepend(element('article', {}, [heading, list]));
  heading.focus();
  const [best] = found;
  const like = best ? `; the nearest is ${bank.names[best.index]}` : '';
  status.textContent = `${found.length} of ${bank.names.length} pictures like ${name}${like}`;
}

async function search(files) {
  if (!encoder) return;
  for (const file of files) {
    status.textContent = `Looking at ${file.name} …`;
    try {
      const feature = await encodeFile(encoder, file);
      show(file.name, URL.createObjectURL(file), nearest(feature));
    } catch {
      status.textContent = `${file.name} can’t be read as a picture`;
    }
  }
}

input.addEventListener('change', async () => {
  await search([...input.files]);
  input.value = '';
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
  void search([...event.dataTransfer.files]);
});

try {
  [encoder, bank] = await Promise.all([openEncoder(), openBank()]);
  const every = Math.max(1, Math.floor(bank.names.length / STARTERS));
  const some = [...bank.names.keys()].filter((index) => index % every === 0).slice(0, STARTERS);
  starters.append(...some.map((index) => bankButton(index)));
  input.disabled = false;
  status.textContent = `Ready: ${bank.names.length} pictures to search in`;
} catch (error) {
  status.textContent = `This page can’t start: ${error.message}`;
}

import { signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { createMap, type DrawnMap } from '../map/create-map.js';
import { colorOf, pixelOf } from '../map/palette.js';
import { coloredField } from '../state/fields.js';
import { mapPoints } from '../state/map-points.js';
import { nameOf } from '../state/names.js';
import { current, hovered, open, selection, show, shownAt, summary, view } from '../state/store.js';
import { Legend } from './legend.js';
import { Picture } from './picture.js';

const isLasso = signal(false);
/** Where the pointer is on the map; undefined while it is elsewhere, such as on the grid. */
const pointer = signal<readonly [x: number, y: number] | undefined>(undefined);
let drawn: DrawnMap | undefined;

/** Rings drawn at most: more would hide the points. */
const MOST_RINGS = 2000;

/** Shows the images that can be seen on the map. */
export function showVisible(): void {
  show({ title: 'Visible on the map', images: drawn?.visible() ?? [], key: 'visible' });
}

/** The map of all images. */
export function MapView() {
  const [below, above] = [useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null)];
  useEffect(() => {
    if (!below.current || !above.current) return undefined;
    const map = createMap(below.current, above.current, {
      isLasso: () => isLasso.value,
      onHover: (image, at) => {
        hovered.value = image;
        pointer.value = at;
      },
      onClick: open,
      onLasso: (images) => {
        isLasso.value = false;
        show({ title: 'Lasso', images, key: 'lasso' });
      },
    });
    drawn = map;
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', showContent);
    showContent();
    return () => {
      dark.removeEventListener('change', showContent);
      map.dispose();
      drawn = undefined;
    };
  }, []);
  useSignalEffect(showContent);
  const { map = 'none', background } = summary.value ?? {};
  return (
    <section class="map" aria-label="Map of the images">
      <div class="map-area">
        <canvas ref={below} aria-hidden="true" />
        <canvas
          ref={above}
          class={isLasso.value ? 'lasso' : ''}
          tabIndex={0}
          role="application"
          aria-label="Map: similar images are near each other. Arrow keys move it, plus and minus zoom, 0 resets, V shows the visible images in the grid."
          onKeyDown={onKey}
        />
        <Hover />
        {map === 'none' && <p class="map-note">The map is being computed…</p>}
        {map === 'first' && (
          <p class="map-note">
            A first map, by principal components. {background?.phase ?? 'The final one'} …
          </p>
        )}
      </div>
      <div class="map-tools" role="toolbar" aria-label="Map">
        <button
          aria-pressed={isLasso.value}
          onClick={() => (isLasso.value = !isLasso.value)}
          title="Draw around images (or hold Shift and drag)"
        >
          Lasso
        </button>
        <button onClick={showVisible} title="Show the images that can be seen on the map (V)">
          Visible
        </button>
        <button aria-label="Zoom in" onClick={() => drawn?.camera.zoomBy(1.6)}>
          +
        </button>
        <button aria-label="Zoom out" onClick={() => drawn?.camera.zoomBy(1 / 1.6)}>
          −
        </button>
        <button onClick={() => drawn?.camera.reset()}>Reset</button>
      </div>
      <Legend />
    </section>
  );
}

/** A preview of the image under the pointer. */
function Hover() {
  const image = hovered.value;
  if (image === undefined || !pointer.value) return null;
  const [x, y] = pointer.value;
  const field = coloredField.value;
  const value = field?.values[field.codes[image] ?? -1];
  return (
    <div class="hover" style={{ left: `${x}px`, top: `${y}px` }} aria-hidden="true">
      <Picture image={image} />
      <span>{nameOf(image)}</span>
      {value !== undefined && <span class="quiet">{value}</span>}
    </div>
  );
}

/** Shows the points as they are now. */
function showContent(): void {
  const points = mapPoints.value;
  const count = summary.value?.count ?? 0;
  const { images } = view.value;
  const field = coloredField.value;
  const chosen = selection.value;
  const under = hovered.value;
  const focused = images || current.value > 0 ? shownAt(current.value) : -1;
  if (!drawn || !points || points.places.length !== 2 * count) return;
  const isDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const strong = isDark ? '#ffffff' : '#111111';
  const rings = [...chosen].slice(0, MOST_RINGS).map((image) => ({ image, color: strong }));
  for (const image of [focused, under ?? -1]) {
    if (image >= 0) rings.push({ image, color: isDark ? '#ffd54d' : '#c2410c' });
  }
  drawn.show({
    points,
    colors: colorsOf(field, count),
    mask: maskOf(images, count),
    gray: pixelOf(isDark ? '#3a3d43' : '#dedbd4'),
    rings,
  });
}

let colors: { of: unknown; values: Uint32Array } | undefined;
function colorsOf(field: typeof coloredField.value, count: number): Uint32Array {
  if (colors && colors.of === field && colors.values.length === count) return colors.values;
  const values = new Uint32Array(count).fill(pixelOf(field ? '#8d8f94' : '#4e79c7'));
  if (field) {
    const pixels = field.values.map((_, code) => pixelOf(colorOf(field, code)));
    field.codes.forEach((code, image) => {
      if (code >= 0) values[image] = pixels[code] ?? 0;
    });
  }
  colors = { of: field, values };
  return values;
}

let mask: { of: unknown; values: Uint8Array } | undefined;
function maskOf(images: readonly number[] | undefined, count: number): Uint8Array | undefined {
  if (!images) return undefined;
  if (mask && mask.of === images && mask.values.length === count) return mask.values;
  const values = new Uint8Array(count);
  for (const image of images) values[image] = 1;
  mask = { of: images, values };
  return values;
}

const moves: Readonly<Record<string, () => void>> = {
  ArrowLeft: () => drawn?.camera.pan(0.15, 0),
  ArrowRight: () => drawn?.camera.pan(-0.15, 0),
  ArrowUp: () => drawn?.camera.pan(0, 0.15),
  ArrowDown: () => drawn?.camera.pan(0, -0.15),
  '+': () => drawn?.camera.zoomBy(1.4),
  '=': () => drawn?.camera.zoomBy(1.4),
  '-': () => drawn?.camera.zoomBy(1 / 1.4),
  '0': () => drawn?.camera.reset(),
};

function onKey(event: KeyboardEvent): void {
  const move = event.ctrlKey || event.metaKey ? undefined : moves[event.key];
  if (!move) return;
  event.preventDefault();
  event.stopPropagation();
  move();
}

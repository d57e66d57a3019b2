import type { MapPoints } from '../state/map-points.js';
import { drawPoints, pointSize, type Pixels } from './draw-points.js';
import { pointsInside } from './in-lasso.js';
import { createCamera, type MapCamera } from './map-camera.js';

/** What a map shows. */
export interface MapContent {
  readonly points: MapPoints;
  /** [N], as pixels. */
  readonly colors: Uint32Array;
  readonly mask: Uint8Array | undefined;
  readonly gray: number;
  /** Images with a ring: the selected ones, and the hovered one. */
  readonly rings: readonly { readonly image: number; readonly color: string }[];
}

/** What happens on a map. */
export interface MapEvents {
  readonly isLasso: () => boolean;
  /** @param at the position of the pointer in CSS pixels; undefined once it has left the map. */
  readonly onHover: (
    image: number | undefined,
    at: readonly [x: number, y: number] | undefined,
  ) => void;
  readonly onClick: (image: number) => void;
  readonly onLasso: (images: number[]) => void;
}

/** A map on two canvases: the points below, and rings and the lasso above. */
export interface DrawnMap {
  readonly camera: MapCamera;
  readonly show: (content: MapContent) => void;
  /** The images that can be seen. */
  readonly visible: () => number[];
  readonly dispose: () => void;
}

/** Pixels around a point where it is hit. */
const REACH = 8;
/** Of the shorter side that the map fills at first. */
const FILLED = 0.94;

/** Draws a map, and listens to the pointer. */
export function createMap(
  below: HTMLCanvasElement,
  above: HTMLCanvasElement,
  { isLasso, onHover, onClick, onLasso }: MapEvents,
): DrawnMap {
  let content: MapContent | undefined;
  let frame = 0;
  let image: ImageData | undefined;
  let lasso: [number, number][] | undefined;
  const ratio = () => Math.min(2, window.devicePixelRatio || 1);

  /** A place times `scale` plus the offset is a position in CSS pixels. */
  const view = () => {
    const { k, x, y } = camera.transform();
    const [width, height] = [above.clientWidth, above.clientHeight];
    const half = (FILLED * Math.min(width, height)) / 2;
    return { scale: half * k, left: (width / 2) * k + x, top: (height / 2) * k + y, zoom: k };
  };
  const placeAt = (x: number, y: number): [number, number] => {
    const { scale, left, top } = view();
    return [(x - left) / scale, (y - top) / scale];
  };
  const request = () => {
    frame ||= requestAnimationFrame(draw);
  };

  function draw(): void {
    frame = 0;
    const pixels = pixelsOf();
    if (!content || !image || !pixels) return;
    const { scale, left, top, zoom } = view();
    const sharp = ratio();
    const { points, colors, mask, gray } = content;
    drawPoints(pixels, {
      ...{ places: points.places, colors, mask, gray },
      ...{ scale: scale * sharp, left: left * sharp, top: top * sharp },
      size: pointSize(colors.length, zoom, sharp),
    });
    below.getContext('2d')?.putImageData(image, 0, 0);
    drawAbove(scale, left, top);
  }

  /** The pixels of the canvas below, as large as it is now. */
  function pixelsOf(): Pixels | undefined {
    const sharp = ratio();
    const width = Math.round(below.clientWidth * sharp);
    const height = Math.round(below.clientHeight * sharp);
    if (width === 0 || height === 0) return undefined;
    if (image?.width !== width || image.height !== height) {
      for (const canvas of [below, above]) [canvas.width, canvas.height] = [width, height];
      image = new ImageData(width, height);
    }
    return { values: new Uint32Array(image.data.buffer), width, height };
  }

  function drawAbove(scale: number, left: number, top: number): void {
    const pen = above.getContext('2d');
    if (!pen || !content) return;
    pen.setTransform(ratio(), 0, 0, ratio(), 0, 0);
    pen.clearRect(0, 0, above.clientWidth, above.clientHeight);
    pen.lineWidth = 2;
    for (const ring of content.rings) {
      const [x = 0, y = 0] = content.points.places.subarray(2 * ring.image, 2 * ring.image + 2);
      pen.strokeStyle = ring.color;
      pen.beginPath();
      pen.arc(x * scale + left, y * scale + top, 7, 0, 2 * Math.PI);
      pen.stroke();
    }
    if (!lasso) return;
    pen.strokeStyle = getComputedStyle(above).color;
    pen.setLineDash([5, 4]);
    pen.beginPath();
    for (const [x, y] of lasso) pen.lineTo(x, y);
    pen.closePath();
    pen.stroke();
    pen.setLineDash([]);
  }

  const isDrawing = (event: Event) =>
    isLasso() || (event instanceof MouseEvent && event.shiftKey && event.type !== 'wheel');
  const camera = createCamera(above, (event) => !isDrawing(event), request);
  const position = (event: PointerEvent | MouseEvent): [number, number] => {
    const { left, top } = above.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const imageAt = (event: PointerEvent | MouseEvent): number | undefined => {
    if (!content) return undefined;
    const [x, y] = placeAt(...position(event));
    const { places, tree } = content.points;
    const { mask } = content;
    let [best, nearest] = [Infinity, undefined as number | undefined];
    for (const found of tree().within(x, y, REACH / view().scale)) {
      // Gray points are behind the others.
      const behind = mask && mask[found] === 0 ? 1e6 : 0;
      const distance =
        Math.hypot((places[2 * found] ?? 0) - x, (places[2 * found + 1] ?? 0) - y) + behind;
      if (distance < best) [best, nearest] = [distance, found];
    }
    return nearest;
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || !isDrawing(event)) return;
    lasso = [position(event)];
    above.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    if (lasso) {
      lasso.push(position(event));
      request();
    } else if (event.buttons === 0) {
      onHover(imageAt(event), position(event));
    }
  };
  const onUp = () => {
    if (!lasso) return;
    const polygon = lasso.map(([x, y]) => placeAt(x, y));
    lasso = undefined;
    request();
    if (content && polygon.length > 2) onLasso(pointsInside(content.points, polygon));
  };
  const onLeave = () => {
    onHover(undefined, undefined);
  };
  const onClicked = (event: MouseEvent) => {
    const found = isDrawing(event) ? undefined : imageAt(event);
    if (found !== undefined) onClick(found);
  };
  const sized = new ResizeObserver(request);
  sized.observe(above);
  above.addEventListener('pointerdown', onDown);
  above.addEventListener('pointermove', onMove);
  above.addEventListener('pointerup', onUp);
  above.addEventListener('pointerleave', onLeave);
  above.addEventListener('click', onClicked);
  return {
    camera,
    show: (next) => {
      content = next;
      request();
    },
    visible: () => {
      if (!content) return [];
      const corners = [placeAt(0, 0), placeAt(above.clientWidth, above.clientHeight)] as const;
      const [[left, top], [right, bottom]] = corners;
      return content.points
        .tree()
        .range(left, top, right, bottom)
        .sort((a, b) => a - b);
    },
    dispose: () => {
      camera.dispose();
      sized.disconnect();
      cancelAnimationFrame(frame);
      above.removeEventListener('pointerdown', onDown);
      above.removeEventListener('pointermove', onMove);
      above.removeEventListener('pointerup', onUp);
      above.removeEventListener('pointerleave', onLeave);
      above.removeEventListener('click', onClicked);
    },
  };
}

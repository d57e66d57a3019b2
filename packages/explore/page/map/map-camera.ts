import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';

/** Moves a map by mouse, touch and keys. */
export interface MapCamera {
  readonly transform: () => ZoomTransform;
  /** Moves by a share of the shorter side. */
  readonly pan: (x: number, y: number) => void;
  readonly zoomBy: (factor: number) => void;
  readonly reset: () => void;
  readonly dispose: () => void;
}

/** How far the map can be zoomed. */
const EXTENT: [number, number] = [0.7, 400];

/**
 * Listens to gestures on a canvas, by d3-zoom.
 * @param isFree false while a gesture means something else, such as a lasso.
 */
export function createCamera(
  canvas: HTMLCanvasElement,
  isFree: (event: Event) => boolean,
  onMove: () => void,
): MapCamera {
  let transform = zoomIdentity;
  const selected = select(canvas);
  const behavior = zoom<HTMLCanvasElement, unknown>()
    .scaleExtent(EXTENT)
    .clickDistance(4)
    .filter((event: MouseEvent) => isFree(event) && event.button === 0)
    .on('zoom', (event: { transform: ZoomTransform }) => {
      transform = event.transform;
      onMove();
    });
  selected.call(behavior).on('dblclick.zoom', null);
  return {
    transform: () => transform,
    pan: (x, y) => {
      const side = Math.min(canvas.clientWidth, canvas.clientHeight) / transform.k;
      behavior.translateBy(selected, x * side, y * side);
    },
    zoomBy: (factor) => {
      behavior.scaleBy(selected, factor);
    },
    reset: () => {
      behavior.transform(selected, zoomIdentity);
    },
    dispose: () => {
      selected.on('.zoom', null);
    },
  };
}

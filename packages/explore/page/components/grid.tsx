import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { nameOf } from '../state/names.js';
import {
  current,
  everything,
  hovered,
  open,
  selection,
  show,
  shownAt,
  shownCount,
  tags,
  toggleSelected,
  view,
} from '../state/store.js';
import { Picture } from './picture.js';

/** Height of the text below a picture, and the gap between tiles, in pixels. */
const [TEXT, GAP] = [34, 8];
/** Rows drawn above and below those that can be seen. */
const MORE_ROWS = 2;

const grid = { columns: 1, element: undefined as HTMLElement | undefined };

/** Moves to another image of the grid, by a number of images or rows. */
export function move(by: number, { rows = false, extend = false } = {}): void {
  const step = by * (rows ? grid.columns : 1);
  const next = Math.max(0, Math.min(shownCount.value - 1, current.value + step));
  if (extend) {
    const chosen = new Set(selection.value);
    const [from, to] = [Math.min(current.value, next), Math.max(current.value, next)];
    for (let at = from; at <= to; at++) chosen.add(shownAt(at));
    selection.value = chosen;
  }
  current.value = next;
}

/** Lets keys move in the grid. */
export function focusGrid(): void {
  grid.element?.focus();
}

/** The images of the view; only those that can be seen are in the document. */
export function Grid() {
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSignal(112);
  const width = useSignal(0);
  const height = useSignal(0);
  const top = useSignal(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    grid.element = element;
    const sized = new ResizeObserver(() => {
      [width.value, height.value] = [element.clientWidth, element.clientHeight];
    });
    sized.observe(element);
    return () => {
      sized.disconnect();
    };
  }, []);
  const columns = Math.max(1, Math.floor((width.value - GAP) / (size.value + GAP)));
  const side = Math.max(40, (width.value - GAP) / columns - GAP);
  const rowHeight = side + TEXT + GAP;
  grid.columns = columns;
  const count = shownCount.value;
  const first = Math.max(0, Math.floor(top.value / rowHeight) - MORE_ROWS);
  const last = Math.ceil((top.value + height.value) / rowHeight) + MORE_ROWS;
  const positions: number[] = [];
  for (let at = first * columns; at < Math.min(count, last * columns); at++) positions.push(at);
  const layout = useRef({ rowHeight, columns });
  layout.current = { rowHeight, columns };
  useSignalEffect(() => {
    // Scrolls so that the current image can be seen.
    const row = Math.floor(current.value / layout.current.columns);
    const element = scroller.current;
    if (!element) return;
    const start = row * layout.current.rowHeight;
    const end = start + layout.current.rowHeight;
    if (start < element.scrollTop) element.scrollTop = start;
    else if (end > element.scrollTop + element.clientHeight) {
      element.scrollTop = end - element.clientHeight;
    }
  });
  const { title, about, key } = view.value;
  return (
    <section class="grid" aria-label="Images">
      <header>
        <h2>
          {title} <small>{count.toLocaleString('en-US')}</small>
        </h2>
        {key !== 'all' && <button onClick={() => show(everything)}>Show all</button>}
        <label class="size">
          Size{' '}
          <input
            type="range"
            min="72"
            max="240"
            step="8"
            value={size.value}
            onInput={({ currentTarget }) => (size.value = Number(currentTarget.value))}
          />
        </label>
        {about !== undefined && <p class="quiet">{about}</p>}
      </header>
      <div
        ref={scroller}
        class="tiles"
        role="listbox"
        aria-multiselectable="true"
        aria-label={`${title}, ${count} images`}
        aria-activedescendant={count > 0 ? `tile-${current.value}` : undefined}
        tabIndex={0}
        onScroll={({ currentTarget }) => (top.value = currentTarget.scrollTop)}
      >
        <div style={{ height: `${Math.ceil(count / columns) * rowHeight + GAP}px` }}>
          {positions.map((position) => (
            <Tile
              key={shownAt(position)}
              position={position}
              left={GAP + (position % columns) * (side + GAP)}
              top={GAP + Math.floor(position / columns) * rowHeight}
              side={side}
            />
          ))}
        </div>
        {count === 0 && <p class="quiet empty">No images.</p>}
      </div>
    </section>
  );
}

function Tile({
  position,
  left,
  top,
  side,
}: {
  readonly position: number;
  readonly left: number;
  readonly top: number;
  readonly side: number;
}) {
  const image = shownAt(position);
  const name = nameOf(image);
  const note = view.value.notes?.get(image);
  const other = view.value.others?.get(image);
  const own = [...tags.value].filter(([, images]) => images.has(image)).map(([tag]) => tag);
  const isSelected = selection.value.has(image);
  return (
    <div
      id={`tile-${position}`}
      role="option"
      aria-selected={isSelected}
      aria-setsize={shownCount.value}
      aria-posinset={position + 1}
      aria-label={[name, note, own.length > 0 && `tags: ${own.join(', ')}`]
        .filter(Boolean)
        .join(', ')}
      class={`tile${isSelected ? ' selected' : ''}${current.value === position ? ' current' : ''}`}
      style={{ left: `${left}px`, top: `${top}px`, width: `${side}px` }}
      title={[name, note].filter(Boolean).join('\n')}
      onPointerEnter={() => (hovered.value = image)}
      onPointerLeave={() => (hovered.value = undefined)}
      onClick={(event) => {
        if (event.shiftKey) move(position - current.value, { extend: true });
        else if (event.ctrlKey || event.metaKey) toggleSelected(image);
        else open(image);
        current.value = position;
      }}
    >
      <span class="frame" style={{ height: `${side}px` }}>
        <Picture image={image} />
      </span>
      {other !== undefined && (
        <span class="other" title={nameOf(other)}>
          <Picture image={other} />
        </span>
      )}
      {/* For the mouse: Space does it by keyboard, and an option must not hold a button. */}
      <span
        class="check"
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          current.value = position;
          toggleSelected(image);
        }}
      >
        {isSelected ? '✓' : ''}
      </span>
      <span class="name">{name.split('/').at(-1)}</span>
      <span class="note">{note ?? own.join(', ')}</span>
    </div>
  );
}

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { findPicture } from '../state/searching.js';
import { message, part, summary, trying } from '../state/store.js';
import { Dialogs } from './dialogs.js';
import { Grid } from './grid.js';
import { Header } from './header.js';
import { listenToKeys } from './keyboard.js';
import { MapView } from './map-view.js';
import { Message } from './message.js';
import { SidePanel } from './side-panel.js';
import { TagBar } from './tag-bar.js';
import { Viewer } from './viewer.js';

/** The whole page. */
export function App() {
  const isDropping = useSignal(false);
  useEffect(listenToKeys, []);
  useEffect(
    () =>
      listenToPictures((is) => {
        isDropping.value = is;
      }),
    [],
  );
  if (!summary.value) return <p class="loading">{message.value?.text ?? 'Loading…'}</p>;
  return (
    <div class={`page show-${part.value}${isDropping.value ? ' dropping' : ''}`}>
      <Header />
      <main>
        <SidePanel />
        <MapView />
        <Grid />
        <TagBar />
      </main>
      <Viewer />
      <Dialogs />
      <Message over="page" />
      {isDropping.value && <p class="drop">Drop a picture to find images like it</p>}
    </div>
  );
}

/** Searches for pictures that are dropped or pasted. @returns a function that ends this. */
function listenToPictures(onDropping: (is: boolean) => void): () => void {
  const search = (data: DataTransfer | null) => {
    const file = [...(data?.files ?? [])].find(
      ({ type, name }) => type.startsWith('image/') || name !== '',
    );
    if (file) trying(() => findPicture(file));
    return file !== undefined;
  };
  const onDrag = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    onDropping(true);
  };
  const onLeave = ({ relatedTarget }: DragEvent) => {
    if (!relatedTarget) onDropping(false);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    onDropping(false);
    search(event.dataTransfer);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (search(event.clipboardData)) event.preventDefault();
  };
  window.addEventListener('dragover', onDrag);
  window.addEventListener('dragleave', onLeave);
  window.addEventListener('drop', onDrop);
  window.addEventListener('paste', onPaste);
  return () => {
    window.removeEventListener('dragover', onDrag);
    window.removeEventListener('dragleave', onLeave);
    window.removeEventListener('drop', onDrop);
    window.removeEventListener('paste', onPaste);
  };
}

import { dialog, message, opened } from '../state/store.js';

/** What a message can be over: each of these hides what is below it. */
type Layer = 'page' | 'viewer' | 'dialog';

/** The last message, in the topmost layer: nothing else can be seen or read out while a dialog is open. */
export function Message({ over }: { readonly over: Layer }) {
  const top: Layer =
    dialog.value !== 'none' ? 'dialog' : opened.value.length > 0 ? 'viewer' : 'page';
  if (over !== top) return null;
  return (
    <p class={`message${message.value?.isError ? ' error' : ''}`} role="status">
      {message.value?.text}
    </p>
  );
}

import { effect } from '@preact/signals';
import { render } from 'preact';

import { App } from './components/app.js';
import { connect } from './state/connect.js';
import { summary } from './state/store.js';

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
effect(() => {
  if (summary.value) document.title = `${summary.value.name} – JSSL explore`;
});
connect();

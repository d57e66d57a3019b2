import { defaultTrainConfig, type TrainConfig } from '@jssl/trainer';

import { html } from '../page/html.js';
import { definitions, leftOutNote } from '../page/page-parts.js';
import { runSection } from './section.js';

/** The command and settings of the run, and the machine it ran on. */
export const settingsSection = runSection({
  id: 'settings',
  title: 'How to reproduce it',
  takes: {},
  draw: ({ run: { command, config, environment } }) => ({
    content: html`<h3>Command</h3>
      ${
        command === undefined
          ? leftOutNote('The run does not record its command; its settings are below.')
          : html`<div class="copied">
              <pre tabindex="0" id="command"><code>${command}</code></pre>
              <button type="button" data-copies="command">Copy</button>
            </div>`
      }
      <h3>Settings</h3>
      <p>Settings that differ from their defaults are marked.</p>
      <dl class="settings">
        ${settingsOf(config).map(
          ([name, value]) =>
            html`<div class="${value !== defaults.get(name) && 'changed'}">
              <dt><code>${flagOf(name)}</code></dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      <h3>Environment</h3>
      ${definitions(environment, 'settings')}`,
  }),
});

/** A setting as it is typed: `batchSize` is `--batch-size`. */
function flagOf(setting: string): string {
  return `--${setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** All settings with a value, as text. */
export function settingsOf(config: TrainConfig): (readonly [name: string, value: string])[] {
  return Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]: [string, unknown]) => [name, show(value)]);
}

function show(value: unknown): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value)
        .replace(/^\[|\]$/g, '')
        .replaceAll(',', ', ');
}

const defaults = new Map(settingsOf(defaultTrainConfig));

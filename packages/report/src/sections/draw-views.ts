import { html, type Html } from '../page/html.js';
import { picture, section } from '../page/page-parts.js';
import type { ViewStudy } from '../study/run-study.js';

/** Images, each with views of it as training saw them. */
export function drawViews({ names, viewCount, pictures }: ViewStudy): Html {
  const columns = viewCount + 1;
  return section(
    'views',
    'What training saw',
    html`<p>
        Each row: an image, then random views of it. Training pulls the views of one image together,
        and pushes those of different images apart. What the views hide is what the encoder learns
        to ignore.
      </p>
      <div class="card views-card">
        ${names.map(
          (name, row) =>
            html`<div class="row views-row">
              ${Array.from({ length: columns }, (_, view) =>
                picture(
                  pictures,
                  'views',
                  row * columns + view,
                  view === 0 ? name : `view ${view} of ${name}`,
                  view === 0 ? 'whole' : '',
                ),
              )}
            </div>`,
        )}
      </div>`,
  );
}

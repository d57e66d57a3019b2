import { html } from '../page/html.js';
import { picture } from '../page/page-parts.js';
import { studyViews } from '../study/view-study.js';
import { runSection } from './section.js';

/** A few images, each with random views of it. */
export const viewsSection = runSection({
  id: 'views',
  title: 'Training views',
  takes: { views: studyViews },
  draw: ({ study: { views } }) => {
    const { names, viewCount, pictures } = views;
    const columns = viewCount + 1;
    return {
      content: html`<p>
          Each row shows an image and random views of it. Training pulls the views of one image
          together and pushes those of different images apart. The encoder learns to ignore what the
          views change.
        </p>
        <div class="card views-card">
          ${names.map(
            (name, row) =>
              html`<div class="row views-row">
                ${Array.from({ length: columns }, (_, view) =>
                  picture(pictures, row * columns + view, {
                    sprite: 'views',
                    label: view === 0 ? name : `view ${view} of ${name}`,
                    extra: view === 0 ? 'whole' : '',
                  }),
                )}
              </div>`,
          )}
        </div>`,
      pictures: { views: pictures },
    };
  },
});

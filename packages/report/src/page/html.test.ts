import { dataScript, escapeHtml, html, trusted } from './html.js';

test('text is escaped, in content and in attributes', () => {
  expect(escapeHtml(`<a href="x" title='y'>&`)).toBe(
    '&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;',
  );
  const name = '"><script>';
  expect(html`<p title="${name}">${name}</p>`.html).toBe(
    '<p title="&#34;&#62;&#60;script&#62;">&#34;&#62;&#60;script&#62;</p>',
  );
});

test('HTML inside HTML is unchanged; lists are joined; undefined and false draw nothing', () => {
  const item = (name: string) => html`<b>${name}</b>`;
  expect(html`<i>${['<', 'b'].map(item)}${undefined}${false}${0}</i>`.html).toBe(
    '<i><b>&#60;</b><b>b</b>0</i>',
  );
  expect(html`${trusted('<b>')}`.html).toBe('<b>');
});

test('no text ends the script element of the data, and the data stay the same', () => {
  const data = { name: '</script><!--<script>' };
  const script = dataScript('data', data).html;
  expect(script).toMatch(/^<script type="application\/json" id="data">[^<]*<\/script>$/);
  expect(JSON.parse(script.replace(/^[^>]*>|<\/script>$/g, ''))).toEqual(data);
});

import { colorOf } from '../map/palette.js';
import { GROUP, coloredField, fieldNames, imagesWith, loadField } from '../state/fields.js';
import { colorBy, show, view } from '../state/store.js';

/** Values listed in a legend. */
const MOST = 40;

/** What the colors mean; each value shows its images. */
export function Legend() {
  const field = coloredField.value;
  const values = field?.values
    .map((value, code) => ({ value, code, count: field.counts[code] ?? 0 }))
    .filter(({ count }) => count > 0);
  const listed = field?.isOrdered
    ? values
    : values?.toSorted((one, other) => other.count - one.count);
  return (
    <div class="legend">
      <label>
        Color{' '}
        <select
          value={colorBy.value ?? ''}
          onChange={({ currentTarget }) => {
            colorBy.value = currentTarget.value;
            loadField(currentTarget.value);
          }}
        >
          <option value="">none</option>
          {fieldNames.value.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <ul>
        {field &&
          listed?.slice(0, MOST).map(({ value, code, count }) => {
            const key = `${field.name} ${value}`;
            return (
              <li key={key}>
                <button
                  class="value"
                  aria-pressed={view.value.key === key}
                  onClick={() => {
                    const title = field.name === GROUP ? value : `${field.name}: ${value}`;
                    show({ title, images: imagesWith(field, code), key });
                  }}
                >
                  <i style={{ background: colorOf(field, code) }} />
                  <span>{value}</span> <small>{count.toLocaleString('en-US')}</small>
                </button>
              </li>
            );
          })}
        {listed && listed.length > MOST && <li class="quiet">and {listed.length - MOST} more</li>}
      </ul>
    </div>
  );
}

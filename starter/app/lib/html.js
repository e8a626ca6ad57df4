// html`<p>${text}</p>` makes HTML in which every inserted value is escaped, so that what
// visitors type stays text. Pieces made by html are inserted as they are, and lists of
// them are joined; null, undefined and false insert nothing.

class Html {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** @type {Record<string, string>} */
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** @type {(value: unknown) => string} */
function insert(value) {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(insert).join('');
  return String(value).replace(/[&<>"']/g, (character) => entities[character]);
}

/** @type {(strings: TemplateStringsArray, ...values: unknown[]) => Html} */
export function html(strings, ...values) {
  return new Html(strings[0] + values.map((value, i) => insert(value) + strings[i + 1]).join(''));
}

// The app's HTML. Every function here returns a whole page as a string, but for those at the end.

import { html } from './html.js';
import { limits } from './entries.js';

/**
 * home is the guestbook with its form, its search and what the file holds.
 *
 * @param {{
 *   entries: import('hbf:db').Row[], total: number, older?: number, query?: string,
 *   values?: { name?: string, message?: string }, errors?: { name?: string, message?: string },
 * }} page
 */
export function home({ entries, total, older, query = '', values = {}, errors = {} }) {
  return layout('Guestbook', html`
    <header class="hero">
      <div>
        <p class="kicker">Served by Caddy from one SQLite file</p>
        <h1>Everything here is in <code>app.db</code></h1>
        <p class="lede">The code that made this page, its style sheet, and every line of the
          guestbook below. Copy that one file and you have copied the site.</p>
      </div>
      <section class="file" aria-label="What is in app.db">
        <p class="tab" aria-hidden="true">app.db</p>
        <dl>
          <div><dt>server.js</dt><dd>the routes; start here</dd></div>
          <div><dt>lib/</dt><dd>pages, data, escaping</dd></div>
          <div><dt>static/</dt><dd>style sheet and icon</dd></div>
        </dl>
        <dl>
          <div><dt>entries</dt><dd>a table, ${count(total, 'row', 'rows')}</dd></div>
          <div><dt>entries_index</dt><dd>its full-text index</dd></div>
        </dl>
      </section>
    </header>

    <main class="columns">
      <form class="card" method="post" action="/entries" aria-labelledby="sign">
        <h2 id="sign">Sign it</h2>
        ${field('name', 'Name', errors, (attributes) => html`
          <input ${attributes} value="${values.name}" autocomplete="name">`)}
        ${field('message', 'Message', errors, (attributes) => html`
          <textarea ${attributes} rows="4">${values.message}</textarea>`)}
        <button>Add entry</button>
      </form>

      <section>
        <div class="bar">
          <h2>Guestbook <small>${count(total, 'entry', 'entries')}</small></h2>
          <form class="search" role="search" action="/">
            <label class="hidden" for="q">Search the guestbook</label>
            <input id="q" name="q" type="search" value="${query}" placeholder="Search" autocomplete="off">
            <button class="quiet">Search</button>
          </form>
        </div>

        ${query && html`<p class="found" role="status">${count(entries.length, 'match', 'matches')}
          for <strong>${query}</strong>. <a href="/">Show all</a></p>`}
        ${entries.length > 0
          ? html`<ol class="entries">${entries.map(entry)}</ol>`
          : !query && html`<p class="empty">No one has signed yet. The first line is yours.</p>`}
        ${older && html`<p class="older"><a href="/?before=${older}">Older entries</a></p>`}
      </section>
    </main>

    <nav aria-labelledby="routes">
      <h2 id="routes">More routes</h2>
      <ul class="routes">
        <li><a href="/hello">/hello</a> answers with JSON</li>
        <li><a href="/user/42">/user/42</a> takes a parameter</li>
        <li><a href="/echo?a=1&amp;b=2">/echo?a=1&amp;b=2</a> returns your request</li>
        <li><a href="/error">/error</a> fails on purpose</li>
        <li><a href="/nowhere">/nowhere</a> is not there</li>
        <li><a href="/health">/health</a> is Caddy’s own</li>
      </ul>
    </nav>`);
}

/**
 * error is the page for a request that could not be answered.
 *
 * @param {{ status: number, title: string, text: string }} page
 */
export function error({ status, title, text }) {
  return layout(title, html`
    <main class="problem">
      <p class="status">${status}</p>
      <h1>${title}</h1>
      <p class="lede">${text}</p>
      <p><a href="/">Back to the guestbook</a></p>
    </main>`);
}

/** @type {Record<number, { title: string, text: string }>} */
const problems = {
  403: { title: 'Not from here', text: 'This form was sent by another site, so nothing was stored.' },
  404: { title: 'Nothing here', text: 'No route of this app answers at this address.' },
  500: { title: 'Something broke', text: 'It is not your fault. What happened is in the server’s log.' },
};

/**
 * problem returns what an error page says about a status: its title and text.
 *
 * @param {number} status
 */
export function problem(status) {
  return problems[status] ?? (status < 500
    ? { title: 'That did not work', text: 'The request could not be understood.' }
    : problems[500]);
}

/** @type {(title: string, body: unknown) => string} */
function layout(title, body) {
  return String(html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="/static/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/static/style.css">
  </head>
  <body>
    ${body}
  </body>
</html>
`);
}

/** @type {(entry: import('hbf:db').Row) => unknown} */
function entry({ id, name, message, created }) {
  return html`
    <li id="entry-${id}">
      <p class="message">${marked(message)}</p>
      <p class="by"><span class="name">${marked(name)}</span> <time datetime="${created}">${date(created)}</time></p>
    </li>`;
}

/**
 * field is a form field with its label and, after a mistake, what to mend.
 *
 * @param {'name' | 'message'} name
 * @param {string} label
 * @param {{ name?: string, message?: string }} errors
 * @param {(attributes: unknown) => unknown} control
 */
function field(name, label, errors, control) {
  const message = errors[name];
  return html`
    <div class="field">
      <label for="${name}">${label}</label>
      ${control(html`id="${name}" name="${name}" required maxlength="${limits[name]}"
        ${message && html`aria-invalid="true" aria-describedby="${name}-error" autofocus`}`)}
      ${message && html`<p class="mistake" id="${name}-error">${message}</p>`}
    </div>`;
}

/**
 * marked shows what a search matched: see search in entries.js.
 *
 * @param {string} text
 */
function marked(text) {
  const [first, ...parts] = text.split('\u0002');
  return [first, ...parts.map((part) => {
    const [match, rest] = part.split('\u0003');
    return html`<mark>${match}</mark>${rest}`;
  })];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * date turns 2026-11-23T14:05:00Z into 23 Nov 2026, 14:05 UTC.
 *
 * @param {string} iso
 */
function date(iso) {
  const [year, month, day, time] = [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10), iso.slice(11, 16)];
  return `${Number(day)} ${months[Number(month) - 1]} ${year}, ${time} UTC`;
}

/** @type {(n: number, one: string, many: string) => string} */
function count(n, one, many) {
  return `${n} ${n === 1 ? one : many}`;
}

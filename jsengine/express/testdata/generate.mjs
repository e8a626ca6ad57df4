// Writes the expectations of the corpus in testdata/express by running each application under the real Express:
//
//	npm install --prefix /some/where express@5
//	node generate.mjs /some/where [file.txtar ...]
//
// A file of the corpus holds app.js, which defines app (express and ROOT, the directory with the files, are there),
// the files below files/, and for each N a request N.req and what was answered, N.want. A request is a line with
// method and target, header lines, an empty line and a body; Host, Content-Length and Connection are added.
// The first line of an answer is its status, "unhandled", or "failure" with the status that the error asks for and its
// message. What only a server adds, and what depends on a file's time, is left out.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync, mkdtempSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';
import http from 'node:http';
import net from 'node:net';

const here = dirname(fileURLToPath(import.meta.url));
const [prefix, ...args] = process.argv.slice(2);
const express = createRequire(resolve(prefix, 'package.json'))('express');
const files = args.length ? args.map((f) => resolve(f)) : readdirSync(join(here, 'express')).sort().map((f) => join(here, 'express', f));
process.env.NODE_ENV = 'production';
process.noDeprecation = true;

function parse(text) {
  const [comment, ...rest] = ('\n' + text).split(/\n-- (.+?) --(?=\n)/);
  const sections = [];
  for (let i = 0; i < rest.length; i += 2) sections.push({ name: rest[i], data: rest[i + 1].slice(1) });
  return { comment: comment.slice(1), sections };
}

function format({ comment, sections }) {
  const end = (s) => (s === '' || s.endsWith('\n') ? s : s + '\n');
  return end(comment) + sections.map((s) => `-- ${s.name} --\n${end(s.data)}`).join('');
}

export function rawRequest(text) {
  let [head, ...body] = text.replace(/\n$/, '').split('\n\n');
  body = unescape8(body.join('\n\n'));
  const [line, ...fields] = head.split('\n');
  const bytes = Buffer.from(body, 'latin1');
  if (!fields.some((f) => /^host:/i.test(f))) fields.unshift('Host: example.com');
  if (bytes.length) fields.push(`Content-Length: ${bytes.length}`);
  fields.push('Connection: close');
  return Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

// unescape8 makes bytes of a body's text: UTF-8, and \xNN for any other.
function unescape8(s) {
  return Buffer.from(s, 'utf8').toString('latin1').replace(/\\x([0-9a-f]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16)))
    .replace(/\\r\\n/g, '\r\n');
}

const dropped = /^(date|connection|keep-alive|transfer-encoding|x-powered-by)$/i;
const ofFile = /^(etag|last-modified|accept-ranges|content-length)$/i;

function describe(err, res) {
  if (res.headersSent) return;
  for (const name of ['content-encoding', 'content-language', 'content-range', 'content-length', 'content-type']) res.removeHeader(name);
  if (err === undefined || err === null) {
    res.setHeader('X-Outcome', 'unhandled');
    return res.end();
  }
  let status = [err.status, err.statusCode].find((s) => typeof s === 'number' && s >= 400 && s < 600);
  if (status === undefined) status = res.statusCode >= 400 && res.statusCode <= 599 ? res.statusCode : 500;
  else for (const [k, v] of Object.entries(err.headers ?? {})) res.setHeader(k, v);
  const message = err.name === 'SyntaxError' ? err.name : err instanceof Error ? err.message : String(err);
  res.setHeader('X-Outcome', encodeURIComponent(`failure ${status} ${message}`));
  res.end();
}

function answer(port, request) {
  return new Promise((done, failed) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(request));
    const chunks = [];
    socket.on('data', (c) => chunks.push(c));
    socket.on('error', failed);
    socket.on('end', () => done(Buffer.concat(chunks)));
  });
}

function dechunk(b) {
  const parts = [];
  for (;;) {
    const i = b.indexOf('\r\n');
    const n = parseInt(b.subarray(0, i).toString(), 16);
    if (!n) return Buffer.concat(parts);
    parts.push(b.subarray(i + 2, i + 2 + n));
    b = b.subarray(i + 4 + n);
  }
}

export function want(raw) {
  const i = raw.indexOf('\r\n\r\n');
  const [line, ...fields] = raw.subarray(0, i).toString('latin1').split('\r\n');
  let body = raw.subarray(i + 4);
  const pairs = fields.map((f) => [f.slice(0, f.indexOf(':')), f.slice(f.indexOf(':') + 2)]);
  const has = (n) => pairs.some(([k]) => k.toLowerCase() === n);
  if (has('transfer-encoding')) body = dechunk(body);
  const outcome = pairs.find(([k]) => k === 'X-Outcome');
  const file = has('accept-ranges');
  const canonical = (k) => k.toLowerCase().replace(/(^|-)[a-z]/g, (c) => c.toUpperCase());
  const lines = pairs
    .filter(([k]) => !dropped.test(k) && k !== 'X-Outcome' && !(file && ofFile.test(k)) && !(outcome && /^content-length$/i.test(k)))
    .map(([k, v]) => `${canonical(k)}: ${v}`)
    .sort();
  const first = outcome ? decodeURIComponent(outcome[1]) : line.split(' ')[1];
  return [first, ...lines, '', body.toString('utf8')].join('\n');
}

for (const file of files) {
  const archive = parse(readFileSync(file, 'utf8'));
  const root = mkdtempSync(join(tmpdir(), 'corpus-'));
  for (const s of archive.sections.filter((s) => s.name.startsWith('files/'))) {
    const path = join(root, s.name.slice('files/'.length));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, s.data + '\n');
  }
  process.chdir(root);
  const source = archive.sections.find((s) => s.name === 'app.js').data;
  const app = new Function('express', 'ROOT', source + '\nreturn app;')(express, root);
  const server = http.createServer((req, res) => app(req, res, (err) => describe(err, res)));
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  const sections = archive.sections.filter((s) => !s.name.endsWith('.want'));
  const result = [];
  for (const s of sections) {
    result.push(s);
    if (!s.name.endsWith('.req')) continue;
    const raw = await answer(server.address().port, rawRequest(s.data));
    result.push({ name: s.name.replace(/req$/, 'want'), data: want(raw).replaceAll(root, '') });
  }
  server.close();
  writeFileSync(file, format({ comment: archive.comment, sections: result }));
}

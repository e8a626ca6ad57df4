// Writes the declarations of the web platform's globals: what lib.webworker.d.ts of TypeScript says about those that the
// engine has, and nothing about anything else.
//
//	node web.mjs <directory of typescript> < surface.json > web.d.ts
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const ts = createRequire(import.meta.url)(process.argv[2]);
const { globals } = JSON.parse(readFileSync(0, 'utf8'));
const file = ts.createSourceFile('lib.d.ts', readFileSync(join(process.argv[2], 'lib/lib.webworker.d.ts'), 'utf8'), ts.ScriptTarget.Latest, true);

// What hbf.d.ts declares itself, since the engine takes no source texts for functions.
const ours = new Set(['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval']);

// Static members that lib.webworker.d.ts doesn't know.
const more = {
  ReadableStream: ['from<R>(source: AsyncIterable<R> | Iterable<R | PromiseLike<R>>): ReadableStream<R>'],
  WebSocket: ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].map((name, i) => `readonly READY_STATE_${name}: ${i}`),
};

const declared = new Map(); // name → its declarations
const add = (name, node) => declared.set(name, [...declared.get(name) ?? [], node]);
for (const node of file.statements) {
  if (ts.isVariableStatement(node)) for (const d of node.declarationList.declarations) add(d.name.text, node);
  else if (node.name) add(node.name.text, node);
}

const has = (name) => Object.hasOwn(globals, name);
const variable = (name) => declared.get(name)?.find(ts.isVariableStatement);
/** A class that the standard makes a global and that the engine does not have: nothing can be one, nor of a union of such. */
const isAbsent = (name) => variable(name) ? !has(name) : declared.get(name)?.some((n) => ts.isTypeAliasDeclaration(n) && ts.isUnionTypeNode(n.type) && !prune(n));

/** The names that objects of an interface have in the engine; undefined if it has no say about them. */
function membersOf(name) {
  if (globals[name]?.prototype) {
    const names = new Set(globals[name].prototype);
    for (let parent = globals[name].extends; parent; parent = globals[parent]?.extends) globals[parent]?.prototype?.forEach((n) => names.add(n));
    return names;
  }
  const objects = [...declared.keys()].filter((n) => has(n) && !globals[n].prototype && globals[n].type === 'object' &&
    variable(n)?.declarationList.declarations[0].type?.getText() === name);
  if (objects.length > 0) return new Set(objects.flatMap((n) => globals[n].own));
  const users = [...declared].filter(([user, nodes]) => user !== name && globals[user]?.prototype && nodes.some((n) => ts.isInterfaceDeclaration(n) && heritage(n).includes(name)));
  if (users.length > 0) return new Set(users.flatMap(([user]) => globals[user].prototype));
}

const heritage = (node) => (node.heritageClauses ?? []).flatMap((c) => c.types.map((t) => t.expression.text));
const memberName = (member) => member.name?.getText().replaceAll(/^['"]|['"]$/g, '');

/** Removes from a type what can't be; undefined if nothing is left of it. */
function prune(node) {
  let impossible = false;
  const visit = (n) => {
    if (ts.isUnionTypeNode(n)) {
      const types = n.types.filter((t) => !(ts.isTypeReferenceNode(t) && isAbsent(t.typeName.getText())));
      if (types.length === 0) impossible = true;
      return ts.factory.createUnionTypeNode(types.map((t) => ts.visitNode(t, visit)));
    }
    if (ts.isTypeReferenceNode(n) && isAbsent(n.typeName.getText())) impossible = true;
    return ts.visitEachChild(n, visit, undefined);
  };
  const pruned = ts.visitNode(node, visit);
  return impossible ? undefined : pruned;
}

const f = ts.factory;
function interfaceOf(node) {
  const name = node.name.text, names = membersOf(name);
  const members = node.members.filter((m) => !m.name || !names || names.has(memberName(m))).map(prune).filter(Boolean);
  if (members.length === 0 && node.members.length > 0) return undefined;
  const parents = (node.heritageClauses ?? []).map((c) => f.updateHeritageClause(c, c.types.filter((t) => {
    const parent = t.expression.text;
    return !isAbsent(parent) && !(globals[name]?.prototype && has(parent) && globals[name].extends !== parent);
  }))).filter((c) => c.types.length > 0);
  return f.updateInterfaceDeclaration(node, node.modifiers, node.name, node.typeParameters, parents, members);
}

function variableOf(node) {
  const [d] = node.declarationList.declarations, own = new Set(globals[d.name.text].own);
  if (!ts.isTypeLiteralNode(d.type)) return node;
  const members = d.type.members.filter((m) => !m.name || memberName(m) === 'prototype' || own.has(memberName(m))).map(prune).filter(Boolean);
  for (const text of more[d.name.text] ?? []) members.push(f.createPropertySignature(undefined, f.createIdentifier(text)));
  return f.updateVariableStatement(node, node.modifiers, f.updateVariableDeclarationList(node.declarationList,
    [f.updateVariableDeclaration(d, d.name, undefined, f.createTypeLiteralNode(members), undefined)]));
}

const wanted = new Set([...declared.keys()].filter((name) => has(name) && !ours.has(name)));
const written = new Map();
const collect = (node) => {
  if (ts.isIdentifier(node) && declared.has(node.text) && !variable(node.text)?.declarationList.declarations[0].type?.getText().match(/^\w+$/)) wanted.add(node.text);
  ts.forEachChild(node, collect);
};
for (const name of wanted) { // grows
  if (ours.has(name)) continue;
  const nodes = declared.get(name).map((node) => {
    if (ts.isInterfaceDeclaration(node)) return interfaceOf(node);
    if (ts.isVariableStatement(node)) return has(name) ? variableOf(node) : undefined;
    if (ts.isFunctionDeclaration(node)) return has(name) ? prune(node) : undefined;
    if (ts.isTypeAliasDeclaration(node)) return prune(node);
  }).filter(Boolean);
  written.set(name, nodes);
  nodes.forEach((node) => ts.forEachChild(node, collect));
}
console.log(`// What the engine has of the web platform. internal/surface/testdata/web.mjs has made this of lib.webworker.d.ts of
// TypeScript ${ts.version}, Copyright (c) Microsoft Corporation, licensed under the Apache License, Version 2.0
// (https://www.apache.org/licenses/LICENSE-2.0): members that the engine lacks are left out, and comments.
`);
const printer = ts.createPrinter({ removeComments: true });
for (const name of [...written.keys()].sort()) {
  for (const node of written.get(name)) {
    console.log(printer.printNode(ts.EmitHint.Unspecified, node, file)
      .replaceAll(/\[\s+(\w+),\s+(\w+)\s+\]/g, '[$1, $2]') // tuples in one line
      .replaceAll(/^( {4})+/gm, (indent) => '  '.repeat(indent.length / 4)));
  }
}

// Lists what hbf.d.ts declares, in the form in which app.js lists what there is.
//
//	node declared.mjs <directory of typescript> <hbf.d.ts>
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const ts = createRequire(import.meta.url)(process.argv[2]);
const declarations = process.argv[3];
const modules = ['hbf:async', 'hbf:crypto', 'hbf:db', 'hbf:env', 'hbf:events', 'hbf:express', 'node:crypto'];
const interfaces = [
  'hbf:express.Request', 'hbf:express.Response', 'hbf:express.EventStream', 'hbf:express.Application', 'hbf:express.Router', 'hbf:express.Route',
  'hbf:express.Server', 'hbf:db.Database', 'hbf:db.Statement', 'hbf:db.SqliteError', 'node:crypto.Hash',
];
// The program gives a value of each type a name.
const probe = join(dirname(declarations), 'probe.ts');
writeFileSync(probe, modules.map((m, i) => `import * as m${i} from '${m}';\n`).join('') +
  interfaces.map((path, i) => `declare const i${i}: import('${path.split('.')[0]}').${path.split('.')[1]};\n`).join('') +
  `declare const transaction: import('hbf:db').Transaction<() => void>;\n` +
  `export { ${modules.map((_, i) => `m${i}`)}, ${interfaces.map((_, i) => `i${i}`)}, transaction };\n`);

const program = ts.createProgram([declarations, probe], { target: ts.ScriptTarget.ESNext, lib: ['lib.esnext.d.ts'], types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, strict: true });
const checker = program.getTypeChecker();
const file = program.getSourceFile(probe);
const exported = new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(file)).map((s) => [s.name, s]));

const nameOf = (symbol) => {
  const name = symbol.escapedName.toString(), known = /^__@(\w+)@/.exec(name);
  return known ? `[Symbol.${known[1]}]` : symbol.name;
};
const typeOf = (symbol) => checker.getTypeOfSymbolAtLocation(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol, file);
// Only what HBF declares: an object that is a function has its members from the language.
const ofLanguage = (symbol) => symbol.declarations?.length > 0 && symbol.declarations.every((d) => program.isSourceFileDefaultLibrary(d.getSourceFile()));
const members = (type) => checker.getPropertiesOfType(type).filter((s) => !ofLanguage(s) || nameOf(s) === 'name' || nameOf(s) === 'message' || nameOf(s) === 'stack').map(nameOf);
function describe(symbol) {
  const type = typeOf(symbol);
  const seen = { type: type.getCallSignatures().length + type.getConstructSignatures().length > 0 ? 'function' : 'object', members: members(type) };
  const [construct] = type.getConstructSignatures();
  if (construct) seen.instance = members(construct.getReturnType());
  return seen;
}

const globals = {}, language = [];
for (const symbol of checker.getSymbolsInScope(file, ts.SymbolFlags.Value)) {
  if (exported.has(symbol.name) || symbol.name.startsWith('"')) continue; // the program's own, modules
  if (ofLanguage(symbol)) language.push(symbol.name);
  else globals[symbol.name] = describe(symbol);
}
console.log(JSON.stringify({
  globals,
  language,
  objects: {
    ...Object.fromEntries(interfaces.map((name, i) => [name, members(typeOf(exported.get(`i${i}`)))])),
    'hbf:db.Transaction': members(typeOf(exported.get('transaction'))),
    'hbf:crypto.jwt': members(typeOf(checker.getExportsOfModule(checker.getAliasedSymbol(exported.get(`m${modules.indexOf('hbf:crypto')}`))).find((s) => s.name === 'jwt'))),
  },
  modules: Object.fromEntries(modules.map((name, i) => [name, Object.fromEntries(
    checker.getExportsOfModule(checker.getAliasedSymbol(exported.get(`m${i}`)))
      .filter((s) => (s.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(s) : s).flags & ts.SymbolFlags.Value)
      .map((s) => [s.name, describe(s)]))])),
}));

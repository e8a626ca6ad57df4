import { parse, stringify } from 'yaml';
export default () => [parse('a: 1\nb:\n  - x\n  - {y: 2, z: [1, 2]}\nc: |\n  text\n  more\nd: &r {e: f}\ng: *r\n'), stringify({ a: [1, { b: null }], s: 'multi\nline', d: '2001-01-01' })];

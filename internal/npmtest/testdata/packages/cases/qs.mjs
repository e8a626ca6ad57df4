import qs from 'qs';
export default () => [qs.parse('a[b][c]=1&d[]=2&d[]=3&e=%C3%BC'), qs.stringify({ a: { b: [1, 2] }, c: 'ü ', d: null })];

import { debounce, get, orderBy, kebabCase, startCase } from 'lodash-es';
export default () => [typeof debounce(() => {}, 10), get({ a: [{ b: 3 }] }, 'a[0].b'), orderBy([{ n: 2 }, { n: 1 }], ['n'], ['desc']), kebabCase('fooBarBaz'), startCase('--foo-bar--')];

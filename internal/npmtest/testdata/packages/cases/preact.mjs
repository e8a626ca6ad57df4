import { h, Fragment, createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import { render } from 'preact-render-to-string';
const Theme = createContext('light');
const Item = ({ n }) => { const [s] = useState(n * 2); const m = useMemo(() => s + 1, [s]); return h('li', { class: useContext(Theme), 'data-n': n }, s, '/', m); };
export default () => render(h(Theme.Provider, { value: 'dark' }, h('ul', { style: { color: 'red', marginTop: 3 } }, [1, 2].map((n) => h(Item, { n, key: n })), h(Fragment, null, '<escaped> & "quoted"'))));

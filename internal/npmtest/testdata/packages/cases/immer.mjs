import { produce } from 'immer';
export default () => { const base = { list: [{ n: 1 }], keep: {} }; const next = produce(base, (d) => { d.list.push({ n: 2 }); d.list[0].n = 5; }); return [base, next, base.keep === next.keep, Object.isFrozen(next)]; };

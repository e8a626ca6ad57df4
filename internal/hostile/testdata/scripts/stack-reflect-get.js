// verdict: contained
const o = { get x() { return Reflect.get(o, 'x') } }; o.x;

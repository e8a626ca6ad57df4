// verdict: contained
const o = { get x() { console.log(o) } }; console.log(o);

// verdict: contained
const f = () => Reflect.apply(f, null, []); f();

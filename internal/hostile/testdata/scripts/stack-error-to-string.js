// verdict: contained
const e = new Error('x'); e.toString = () => String(e); String(e);

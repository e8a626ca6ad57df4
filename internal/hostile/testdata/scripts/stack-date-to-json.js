// verdict: contained
const d = new Date(); d.toISOString = () => JSON.stringify(d); JSON.stringify(d);

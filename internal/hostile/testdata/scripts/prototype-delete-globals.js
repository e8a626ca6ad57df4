// verdict: contained
// afterwards: any
for (const k of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[k] } catch { } res.send('x');

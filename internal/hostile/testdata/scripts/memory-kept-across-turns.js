// verdict: contained
// afterwards: any
globalThis.keep ??= []; for (let n = 0; ; n++) { keep.push(new Array(1e5).fill(n)); await null }

// verdict: contained
const f = new FormData(); for (let n = 0; n < 1e5; n++) f.append('k' + n, ''); for (let n = 0; n < 1e5; n++) f.delete('k' + n);

// verdict: contained
const keep = []; for (;;) keep.push('a'.repeat(1e7).split(''));

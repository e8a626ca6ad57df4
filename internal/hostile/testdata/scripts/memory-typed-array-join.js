// verdict: contained
new Float64Array(5e6).fill(Math.PI).join('x'.repeat(1000));

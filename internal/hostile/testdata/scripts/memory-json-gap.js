// verdict: contained
const o = JSON.parse('['.repeat(500) + '1' + ']'.repeat(500)); for (let a = [], n = 0; ; n++) { a.push(JSON.stringify(new Array(1e5).fill(o), null, 10)) }

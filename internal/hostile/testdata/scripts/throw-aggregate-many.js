// verdict: contained
throw new AggregateError(new Array(1e6).fill(new Error('x')), 'many');

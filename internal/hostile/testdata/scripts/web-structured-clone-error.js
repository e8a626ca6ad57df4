// verdict: contained
structuredClone(Object.defineProperty(new Error('x'), 'stack', { value: 'x'.repeat(6e7) }));

// verdict: contained
AbortSignal.any({ [Symbol.iterator]: () => ({ next: Object.bind(null, { value: new AbortController().signal }) }) });

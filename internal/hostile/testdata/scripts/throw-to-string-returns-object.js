// verdict: contained
throw { toString: () => ({}), valueOf: () => ({}) };

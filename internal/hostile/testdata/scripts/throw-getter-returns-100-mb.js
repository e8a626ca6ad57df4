// verdict: contained
throw { get message() { return 'x'.repeat(6e7) }, get stack() { return 'y'.repeat(6e7) } };

// verdict: contained
Error.prepareStackTrace = e => new Error('x').stack; new Error('x').stack;

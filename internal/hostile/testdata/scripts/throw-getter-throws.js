// verdict: contained
throw { get message() { throw 1 }, get stack() { throw 2 }, get status() { throw 3 }, get name() { throw 4 }, get cause() { throw 5 } };

// verdict: contained
const e = { get message() { return Error.prototype.toString.call(e) } }; Error.prototype.toString.call(e);

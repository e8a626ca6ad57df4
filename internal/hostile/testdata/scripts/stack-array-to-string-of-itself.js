// verdict: contained
const o = { join: [].toString, toString: [].toString }; o + "";

// verdict: died
const o = { join: [].toString, toString: [].toString }; o + "";

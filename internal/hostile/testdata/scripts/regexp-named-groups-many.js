// verdict: overrun
const r = new RegExp(Array.from({ length: 2000 }, (_, n) => "(?<g" + n + ">a?)").join("")); for (;;) r.exec("a".repeat(2000)).groups;

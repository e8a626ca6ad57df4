// verdict: contained
"b".repeat(1e5).match(new RegExp(Array.from({ length: 5000 }, (_, n) => "a" + n).join("|") + "|(?<=c)d", "g"));

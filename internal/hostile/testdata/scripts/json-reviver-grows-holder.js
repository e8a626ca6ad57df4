// verdict: contained
JSON.parse("[1]", function (k, v) { this.push(1); return [v, v] });

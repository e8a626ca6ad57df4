// verdict: contained
eval('a = b / 2; /[(/]/.test("x"); ' + '('.repeat(2e5));

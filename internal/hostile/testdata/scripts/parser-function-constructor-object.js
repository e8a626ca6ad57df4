// verdict: contained
new Function({ toString: () => '('.repeat(127 * 1024) });
